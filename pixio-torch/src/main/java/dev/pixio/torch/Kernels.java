package dev.pixio.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Operators of libtorch that the bindings do not map (all whose names begin with an underscore), called through a few lines
 * of TorchScript that are compiled once.
 *
 * <p>Element-wise operators are called by the bindings: on a GPU, TorchScript joins several of them to a kernel that it compiles by NVRTC,
 * a library that nothing else needs.
 */
public final class Kernels {

    private static final String SOURCE = """
            def fused_adamw(params: List[Tensor], grads: List[Tensor], averages: List[Tensor], squares: List[Tensor],
                            counts: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float,
                            grad_scale: Optional[Tensor], found_inf: Optional[Tensor], counted: Optional[Tensor]):
                none: List[Tensor] = []
                if counted is None:
                    torch._foreach_add_(counts, 1)
                else:
                    torch._foreach_add_(counts, counted)
                torch._fused_adamw_(params, grads, averages, squares, none, steps, lr=lr, beta1=beta1, beta2=beta2,
                                    weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False,
                                    grad_scale=grad_scale, found_inf=found_inf)
                return 0

            def norm(tensors: List[Tensor]):
                return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(tensors, 2)))

            def copy(targets: List[Tensor], sources: List[Tensor]):
                torch._foreach_copy_(targets, sources)
                return 0

            def multiply(tensors: List[Tensor], factor: float):
                torch._foreach_mul_(tensors, factor)
                return 0
            """;

    // The class may be loaded inside a pointer scope, which must not free the unit when it closes.
    private static final CompilationUnit UNIT = torch.compile(SOURCE).retainReference();

    private static final Scalar ONE = new Scalar(1.0).retainReference();

    private Kernels() {}

    /**
     * One AdamW step over all parameters at once, in place: {@code torch._fused_adamw_}.
     *
     * @param parameters float tensors, updated
     * @param gradients of the same shapes
     * @param averages first moments, updated
     * @param squares second moments, updated
     * @param counts float tensors, to which a step is added
     * @param steps float scalars, one per parameter, the number of steps taken: the counts, or views of them
     * @param decision may leave all of them as they are, on the device and without the host
     */
    public static void fusedAdamW(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> averages,
            List<Tensor> squares,
            List<Tensor> counts,
            List<Tensor> steps,
            double learningRate,
            double beta1,
            double beta2,
            double weightDecay,
            double epsilon,
            Decision decision) {
        try (PointerScope scope = new PointerScope()) {
            IValueVector arguments = new IValueVector(
                    list(parameters),
                    list(gradients),
                    list(averages),
                    list(squares),
                    list(counts),
                    list(steps),
                    new IValue(learningRate),
                    new IValue(beta1),
                    new IValue(beta2),
                    new IValue(weightDecay),
                    new IValue(epsilon),
                    optional(decision.gradientScale()),
                    optional(decision.notFinite()),
                    optional(decision.notFinite().map(Decision::opposite)));
            function("fused_adamw").apply(arguments);
        }
    }

    /** The Euclidean norm of all values of all tensors; 0 for an empty list. */
    public static double norm(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            return 0;
        }
        try (Tensor norm = normOf(tensors)) {
            return norm.item_double();
        }
    }

    /**
     * The same on the tensors' device, without waiting for it.
     *
     * @param tensors at least one
     * @return a scalar of their dtype, which the caller closes
     */
    public static Tensor normOf(List<Tensor> tensors) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.keep(function("norm")
                    .apply(new IValueVector(new IValue[] {list(tensors)}))
                    .toTensor());
        }
    }

    /**
     * The norm of parts from their norms.
     *
     * @param norms float scalars on one device, at least one
     * @return a double scalar there, which the caller closes
     */
    public static Tensor totalNorm(List<Tensor> norms) {
        try (PointerScope scope = new PointerScope()) {
            Tensor all =
                    torch.stack(new TensorVector(norms.toArray(Tensor[]::new))).to(ScalarType.Double);
            return Tensors.keep(torch.sqrt(torch.sum(torch.square(all))));
        }
    }

    /**
     * What {@link #fusedAdamW} is told by tensors on its device, so that nobody has to wait for their values.
     *
     * @param notFinite float scalar: 1 if nothing may change, otherwise 0
     * @param gradientScale float scalar that the gradients are divided by
     */
    public record Decision(Optional<Tensor> notFinite, Optional<Tensor> gradientScale) implements AutoCloseable {

        /** Updates, and takes the gradients as they are. */
        public static final Decision UPDATE = new Decision(Optional.empty(), Optional.empty());

        /**
         * Changes nothing if loss or norm is not finite, and scales gradients down to a norm.
         *
         * @param loss double scalar
         * @param norm of all gradients, double scalar on the same device
         * @param limit the largest norm, or 0 to scale nothing
         * @return to be closed by the caller
         */
        public static Decision of(Tensor loss, Tensor norm, double limit) {
            try (PointerScope scope = new PointerScope()) {
                Tensor isFinite = torch.logical_and(torch.isfinite(loss), torch.isfinite(norm));
                return new Decision(
                        Optional.of(Tensors.keep(opposite(isFinite.to(ScalarType.Float)))),
                        limit > 0 ? Optional.of(Tensors.keep(excess(norm, limit))) : Optional.empty());
            }
        }

        /** 1 for 0, and 0 for 1. */
        private static Tensor opposite(Tensor flag) {
            return torch.rsub(flag, ONE);
        }

        /** How many times a norm is its limit; 1 for a smaller one. Float. */
        private static Tensor excess(Tensor norm, double limit) {
            return torch.clamp_min(norm.div(new Scalar(limit)), ONE).to(ScalarType.Float);
        }

        @Override
        public void close() {
            notFinite.ifPresent(Tensor::close);
            gradientScale.ifPresent(Tensor::close);
        }
    }

    /**
     * Copies tensors into others of their shapes, and of any dtype: by a few kernels on a GPU, however many they are.
     *
     * @param targets overwritten
     */
    public static void copy(List<Tensor> targets, List<Tensor> sources) {
        if (targets.isEmpty()) {
            return;
        }
        try (PointerScope scope = new PointerScope()) {
            function("copy").apply(new IValueVector(list(targets), list(sources)));
        }
    }

    /** Multiplies all values of all tensors by a factor, in place. */
    public static void multiply(List<Tensor> tensors, double factor) {
        try (PointerScope scope = new PointerScope()) {
            function("multiply").apply(new IValueVector(list(tensors), new IValue(factor)));
        }
    }

    private static Function function(String name) {
        return UNIT.find_function(new QualifiedName(name));
    }

    private static IValue optional(Optional<Tensor> tensor) {
        return tensor.map(IValue::new).orElseGet(IValue::new);
    }

    private static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        list.reserve(tensors.size());
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }
}
