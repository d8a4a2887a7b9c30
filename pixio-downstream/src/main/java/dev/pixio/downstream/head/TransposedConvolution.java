package dev.pixio.downstream.head;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Enlarges maps by a whole factor: each pixel becomes a square of learned values, and the squares do not overlap. */
final class TransposedConvolution extends Module {

    private final Tensor weight; // [channels, channels, factor, factor]
    private final TensorOptional bias; // [channels]
    private final long factor;

    TransposedConvolution(int channels, int factor) {
        super("TransposedConvolution");
        this.weight = Tensors.zeros(ScalarType.Float, channels, channels, factor, factor);
        register_parameter("weight", weight);
        Tensor values = Tensors.zeros(ScalarType.Float, channels);
        register_parameter("bias", values);
        this.bias = new TensorOptional(values);
        this.factor = factor;
    }

    /** Float {@code [B, C, h, w]} to {@code [B, C, h * factor, w * factor]}. */
    Tensor forward(Tensor maps) {
        return torch.conv_transpose2d(
                maps, weight, bias, new long[] {factor, factor}, new long[] {0, 0}, new long[] {0, 0}, 1, new long[] {
                    1, 1
                });
    }
}
