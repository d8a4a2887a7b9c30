package dev.pixio.nn.explicit;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A parameter in the dtype of the products: a copy that is made anew when the optimizer has moved the parameter, and not
 * for each micro-batch; the parameter itself where the dtypes are the same. Its gradient is added up here, too.
 */
final class Shadow implements AutoCloseable {

    private final Tensor parameter;
    private final ScalarType dtype;
    private Tensor copy;
    private long version;

    /**
     * @param parameter float, on the CPU
     * @param dtype float or bfloat16
     */
    Shadow(Tensor parameter, ScalarType dtype) {
        this.parameter = Tensors.keep(parameter);
        this.dtype = dtype;
        this.copy = this.parameter;
        this.version = -1;
    }

    /** The values as they are now. Call it without gradients. */
    Tensor get() {
        if (dtype == ScalarType.Float) {
            return parameter;
        }
        long now = parameter._version(); // changes in place raise it, and the optimizer's, which sees to it
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

    /** Another number after each change of the parameter. */
    long version() {
        return parameter._version();
    }

    /** Whether anybody wants a gradient. */
    boolean isTrained() {
        return parameter.requires_grad();
    }

    /**
     * Adds to the gradient of some rows of the parameter.
     *
     * @param firstRow of the rows
     * @param gradient of as many rows as it has, in any dtype
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
