package dev.pixio.torch.attention;

import dev.pixio.torch.Operator;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The gradient of a softmax, on any device, which the bindings do not map. Results belong to the caller's scope. */
public final class Softmax {

    private static final Operator BACKWARD = Operator.named("aten::_softmax_backward_data");

    private Softmax() {}

    /**
     * The gradient of a softmax over the last dimension.
     *
     * @param gradient of its output
     * @param output of the softmax, of the same dtype
     */
    public static Tensor backward(Tensor gradient, Tensor output) {
        ScalarType dtype = output.scalar_type().intern();
        return BACKWARD.one(new IValue(gradient), new IValue(output), new IValue(-1L), new IValue((long) dtype.value));
    }
}
