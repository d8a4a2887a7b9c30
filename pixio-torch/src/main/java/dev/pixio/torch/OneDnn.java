package dev.pixio.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Matrix products by oneDNN, also where libtorch would use another library: oneDNN uses libtorch's threads, while the threads
 * of OpenBLAS compete with them, and it reaches nine tenths of the processor's peak with packed weights, in fp32 and bf16.
 * Nothing here is recorded by autograd. Results belong to the caller's scope.
 */
public final class OneDnn {

    /** What is applied to each value of a product before it is written. */
    public enum PostOp {
        NOTHING("none", ""),
        GELU("gelu", "none");

        private final String name;
        private final String algorithm;

        PostOp(String name, String algorithm) {
            this.name = name;
            this.algorithm = algorithm;
        }
    }

    private OneDnn() {}

    /** Whether libtorch was built with oneDNN, and oneDNN supports products of this dtype on this processor. */
    public static boolean supports(ScalarType dtype) {
        return Context.hasMKLDNN() && (dtype != ScalarType.BFloat16 || Handles.SUPPORTS_BF16);
    }

    /**
     * A weight in the memory layout that is fastest for oneDNN; only {@link #linear} can read it.
     *
     * @param weight {@code [out, in]}, float or bfloat16
     */
    public static Tensor pack(Tensor weight) {
        return Handles.PACK.one(new IValue(weight), new IValue());
    }

    /**
     * {@code x w'}.
     *
     * @param x {@code [..., in]}, float or bfloat16
     * @param weight {@code [out, in]} of the same dtype, packed or not; a transposed view is as fast as a packed one
     * @return {@code [..., out]} of the same dtype
     */
    public static Tensor linear(Tensor x, Tensor weight) {
        return linear(x, weight, new IValue(), PostOp.NOTHING);
    }

    /**
     * {@code postOp(x w' + bias)}.
     *
     * @param x {@code [..., in]}, float or bfloat16
     * @param weight {@code [out, in]} of the same dtype, packed or not
     * @param bias {@code [out]} of the same dtype
     * @return {@code [..., out]} of the same dtype
     */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias, PostOp postOp) {
        return linear(x, weight, new IValue(bias), postOp);
    }

    /**
     * The matrix product {@code a b} by the fastest library. {@code torch.matmul} computes fp32 by OpenBLAS on a CPU, which is about
     * half as fast as oneDNN.
     *
     * @param a {@code [m, k]}
     * @param b {@code [k, n]} of the same dtype and on the same device
     * @return {@code [m, n]}
     */
    public static Tensor matmul(Tensor a, Tensor b) {
        boolean here = a.is_cpu() && a.scalar_type().intern() == ScalarType.Float && supports(ScalarType.Float);
        return here && a.numel() > 0 && b.numel() > 0 ? linear(a, b.t()) : torch.matmul(a, b);
    }

    private static Tensor linear(Tensor x, Tensor weight, IValue bias, PostOp postOp) {
        return Handles.LINEAR.one(
                new IValue(x),
                new IValue(weight),
                bias,
                new IValue(postOp.name),
                Handles.NO_NUMBERS,
                new IValue(postOp.algorithm));
    }

    /** Looked up at the first product, so that {@link #supports} works in a build without oneDNN. */
    private static final class Handles {

        static final Operator LINEAR = Operator.named("mkldnn::_linear_pointwise");
        static final Operator PACK = Operator.named("mkldnn::_reorder_linear_weight");

        /** libtorch refuses bf16 on processors without the instructions, which shows only in an attempt. */
        static final boolean SUPPORTS_BF16 = supportsBf16();

        private static boolean supportsBf16() {
            try (PointerScope scope = new PointerScope()) {
                PACK.one(new IValue(Tensors.zeros(ScalarType.BFloat16, 16, 16)), new IValue());
                return true;
            } catch (RuntimeException refused) {
                return false;
            }
        }

        /** An empty {@code Scalar?[]}: TorchScript has that type, the bindings do not. */
        static final IValue NO_NUMBERS = noNumbers();

        private static IValue noNumbers() {
            try (CompilationUnit unit = torch.compile("""
                    def no_numbers():
                        numbers: List[Optional[number]] = []
                        return numbers
                    """)) {
                return unit.find_function(new QualifiedName("no_numbers"))
                        .apply(new IValueVector())
                        .retainReference();
            }
        }
    }
}
