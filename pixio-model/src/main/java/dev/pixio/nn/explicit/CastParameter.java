package dev.pixio.nn.explicit;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A parameter in the dtype of matrix products: a copy that is renewed when the optimizer has changed the parameter, not for
 * each micro-batch; the parameter itself if the dtypes are the same. Gradients are added to the parameter's here, too.
 */
final class CastParameter implements AutoCloseable {

    private final Tensor parameter;
    private final ScalarType dtype;
    private Tensor copy;
    private long version;

    /**
     * @param parameter float, on the CPU
     * @param dtype float or bfloat16
     */
    CastParameter(Tensor parameter, ScalarType dtype) {
        this.parameter = Tensors.keep(parameter);
        this.dtype = dtype;
        this.copy = this.parameter;
        this.version = -1;
    }

    /** The current values. Gradients must be disabled. */
    Tensor get() {
        if (dtype == ScalarType.Float) {
            return parameter;
        }
        long now = parameter._version(); // raised by operators in place, and by the optimizer explicitly
        if (now != version) {
            if (version < 0) {
                copy = Tensors.keep(parameter.to(dtype));
            } else {
                copy.copy_(parameter);
            }
            version = now;
        }
        return copy;
    }

    /** A number that differs after each change of the parameter. */
    long version() {
        return parameter._version();
    }

    /** Whether the parameter needs a gradient. */
    boolean isTrained() {
        return parameter.requires_grad();
    }

    /**
     * Adds to the gradient of some rows of the parameter.
     *
     * @param firstRow index of the first of these rows
     * @param gradient of these rows, in any dtype
     */
    void addGradient(long firstRow, Tensor gradient) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = parameter.grad();
            if (sum.defined()) {
                sum.narrow(0, firstRow, gradient.size(0)).add_(gradient);
            } else if (gradient.size(0) == parameter.size(0)) {
                parameter.mutable_grad().put(gradient.to(ScalarType.Float));
            } else {
                Tensor first = torch.zeros_like(parameter);
                first.narrow(0, firstRow, gradient.size(0)).copy_(gradient);
                parameter.mutable_grad().put(first);
            }
        }
    }

    @Override
    public void close() {
        if (version >= 0) {
            copy.close();
        }
        parameter.close();
    }
}
