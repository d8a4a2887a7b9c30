package dev.pixio.downstream.head;

import dev.pixio.nn.Initialization;
import dev.pixio.torch.Tensors;
import java.util.Map;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A convolution of maps whose output has the size of its input, divided by the stride and rounded up. */
final class Convolution extends Module {

    /** Whether a convolution adds a number to each channel. */
    enum Bias {
        YES,
        NO
    }

    private final Tensor weight; // [out, in, kernel, kernel]
    private final TensorOptional bias; // [out]
    private final long stride;
    private final long padding;

    /**
     * @param kernel height and width of the kernel, odd
     * @param stride pixels of the input per pixel of the output
     */
    Convolution(int in, int out, int kernel, int stride, Bias bias) {
        super("Convolution");
        this.weight = Tensors.zeros(ScalarType.Float, out, in, kernel, kernel);
        register_parameter("weight", weight);
        if (bias == Bias.YES) {
            Tensor values = Tensors.zeros(ScalarType.Float, out);
            register_parameter("bias", values);
            this.bias = new TensorOptional(values);
        } else {
            this.bias = new TensorOptional();
        }
        this.stride = stride;
        this.padding = kernel / 2;
    }

    /** One that only mixes channels. */
    static Convolution pointwise(int in, int out) {
        return new Convolution(in, out, 1, 1, Bias.YES);
    }

    /** Float {@code [B, in, h, w]} to {@code [B, out, h / stride, w / stride]}, rounded up. */
    Tensor forward(Tensor maps) {
        return torch.conv2d(
                maps, weight, bias, new long[] {stride, stride}, new long[] {padding, padding}, new long[] {1, 1}, 1);
    }

    /** Initial values of a head's convolutions: the default of libtorch, from random numbers keyed by the parameters' names. */
    static void initialize(Module head, Initialization initialization) {
        Map<String, Tensor> parameters = Tensors.parameters(head);
        parameters.forEach((name, parameter) -> {
            Tensor weight = parameters.get(name.substring(0, name.lastIndexOf('.') + 1) + "weight");
            if (weight != null && weight.dim() == 4) { // the others are of batch normalisation, 1 and 0
                double fanIn = (double) weight.numel() / weight.size(0);
                initialization.uniform(parameter, "head." + name, 1 / Math.sqrt(fanIn));
            }
        });
    }
}
