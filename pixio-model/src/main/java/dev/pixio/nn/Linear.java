package dev.pixio.nn;

import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Linear layers: how they are made, and how those outside of the transformer blocks are computed. */
public final class Linear {

    private static final long[] ONE = {1};
    private static final long[] ZERO = {0};

    private Linear() {}

    /**
     * A layer with a bias whose values are undefined until {@link Initialization} or a file sets them. libtorch's own constructor
     * initialises them at once, which takes longer than reading them from a file, and uses memory although every value is
     * replaced.
     */
    public static LinearImpl undrawn(long in, long out) {
        LinearImpl linear = new LinearImpl(1, 1);
        try (PointerScope scope = new PointerScope()) {
            linear.weight().set_data(Tensors.empty(ScalarType.Float, out, in));
            linear.bias().set_data(Tensors.empty(ScalarType.Float, out));
        }
        return linear;
    }

    /** The output of a layer; see {@link #apply(Tensor, Tensor, Tensor)}. */
    public static Tensor apply(LinearImpl layer, Tensor x) {
        return apply(x, layer.weight(), layer.bias());
    }

    /**
     * {@code x w' + b}, recorded by autograd if gradients are enabled. In fp32 on a CPU it is computed by oneDNN and libtorch's own threads:
     * as a product whose rounding does not depend on the place of a row, or, where autograd records it, as a convolution of size 1. {@code torch.linear} calls OpenBLAS, whose threads take the cores from the operations that follow.
     *
     * @param x {@code [B, n, in]}
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     * @return {@code [B, n, out]}
     */
    public static Tensor apply(Tensor x, Tensor weight, Tensor bias) {
        boolean byOneDnn = x.is_cpu()
                && x.scalar_type().intern() == ScalarType.Float
                && !torch.is_autocast_enabled(DeviceType.CPU)
                && OneDnn.supports(ScalarType.Float);
        if (!byOneDnn) {
            return torch.linear(x, weight, new TensorOptional(bias));
        }
        return GradMode.is_enabled() ? convolved(x, weight, bias) : product(x, weight, bias);
    }

    /** The rounding of a product with a weight that is not packed depends on the place of a row. */
    private static Tensor product(Tensor x, Tensor weight, Tensor bias) {
        try (Tensor packed = OneDnn.pack(weight)) {
            return OneDnn.linear(x, packed, bias, OneDnn.PostOp.NOTHING);
        }
    }

    private static Tensor convolved(Tensor x, Tensor weight, Tensor bias) {
        long in = weight.size(1);
        long out = weight.size(0);
        // All tokens as one column of pixels, with the channels last: views in the memory order of x.
        Tensor column = x.reshape(1, -1, 1, in).permute(0, 3, 1, 2); // [1, in, B * n, 1]
        Tensor result = torch.conv2d(
                column, weight.view(out, in, 1, 1), new TensorOptional(bias), ONE, ZERO, ONE, 1); // [1, out, B * n, 1]
        return result.permute(0, 2, 3, 1).reshape(x.size(0), x.size(1), out);
    }
}
