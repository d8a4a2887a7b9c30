package dev.pixio.torch;

import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Function;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/**
 * Operators of libtorch that the bindings do not map (all whose names begin with an underscore), called through a few lines
 * of TorchScript that are compiled once.
 */
public final class Kernels {

    private static final String SOURCE = """
            def fused_adamw(params: List[Tensor], grads: List[Tensor], averages: List[Tensor], squares: List[Tensor],
                            steps: List[Tensor], lr: float, beta1: float, beta2: float, weight_decay: float, eps: float):
                none: List[Tensor] = []
                torch._foreach_add_(steps, 1)
                torch._fused_adamw_(params, grads, averages, squares, none, steps, lr=lr, beta1=beta1, beta2=beta2,
                                    weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False)
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

    private Kernels() {}

    /**
     * One AdamW step over all parameters at once, in place: {@code torch._fused_adamw_}.
     *
     * @param parameters float tensors, updated
     * @param gradients of the same shapes
     * @param averages first moments, updated
     * @param squares second moments, updated
     * @param steps float scalars, one per parameter, the number of steps taken, updated
     */
    public static void fusedAdamW(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> averages,
            List<Tensor> squares,
            List<Tensor> steps,
            double learningRate,
            double beta1,
            double beta2,
            double weightDecay,
            double epsilon) {
        try (PointerScope scope = new PointerScope()) {
            IValueVector arguments = new IValueVector(
                    list(parameters),
                    list(gradients),
                    list(averages),
                    list(squares),
                    list(steps),
                    new IValue(learningRate),
                    new IValue(beta1),
                    new IValue(beta2),
                    new IValue(weightDecay),
                    new IValue(epsilon));
            function("fused_adamw").apply(arguments);
        }
    }

    /** The Euclidean norm of all values of all tensors; 0 for an empty list. */
    public static double norm(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            return 0;
        }
        try (PointerScope scope = new PointerScope()) {
            return function("norm")
                    .apply(new IValueVector(new IValue[] {list(tensors)}))
                    .toTensor()
                    .item_double();
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

    private static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
        list.reserve(tensors.size());
        for (Tensor tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
    }
}
