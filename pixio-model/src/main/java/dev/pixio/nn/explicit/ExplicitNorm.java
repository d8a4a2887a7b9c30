package dev.pixio.nn.explicit;

import dev.pixio.nn.Normalization;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A layer norm in float whose result is in the dtype of the products. */
final class ExplicitNorm {

    private final Shadow weight;
    private final Shadow bias;
    private final ScalarType dtype;
    private final Kept kept = new Kept();

    /**
     * @param weight float {@code [D]}
     * @param bias float {@code [D]}
     * @param dtype of what comes out
     */
    ExplicitNorm(Shadow weight, Shadow bias, ScalarType dtype) {
        this.weight = weight;
        this.bias = bias;
        this.dtype = dtype;
    }

    /** Float {@code [B, L, D]} to the same in the dtype of the products. */
    Tensor forward(Tensor x) {
        T_TensorTensorTensor_T normed = norm(x);
        kept.keep(x);
        kept.keep(normed.get1()); // mean, [B, L, 1]
        kept.keep(normed.get2()); // 1 / deviation, [B, L, 1]
        return normed.get0().to(dtype);
    }

    /** What the forward pass returned, computed again, which takes less time than its memory is worth. */
    Tensor again() {
        return norm(kept.get(0)).get0().to(dtype);
    }

    private T_TensorTensorTensor_T norm(Tensor x) {
        return torch.native_layer_norm(
                x, width(x), new TensorOptional(weight.get()), new TensorOptional(bias.get()), Normalization.EPSILON);
    }

    /** The gradient of the input, float, from that of the output; adds to those of weight and bias. */
    Tensor backward(Tensor gradient) {
        Tensor x = kept.get(0);
        T_TensorTensorTensor_T gradients = torch.native_layer_norm_backward(
                gradient.to(ScalarType.Float),
                x,
                width(x),
                kept.get(1),
                kept.get(2),
                new TensorOptional(weight.get()),
                new TensorOptional(bias.get()),
                new BoolPointer(3).put(0, true).put(1, weight.isTrained()).put(2, bias.isTrained()));
        if (weight.isTrained()) {
            weight.addGradient(0, gradients.get1());
        }
        if (bias.isTrained()) {
            bias.addGradient(0, gradients.get2());
        }
        kept.release();
        return gradients.get0();
    }

    void release() {
        kept.release();
    }

    private static long[] width(Tensor x) {
        return new long[] {x.size(x.dim() - 1)};
    }
}
