package dev.pixio.nn.explicit;

import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A parameter whose values are read in the dtype of matrix products, and to whose gradient gradients of any dtype are added. */
final class CastParameter implements AutoCloseable {

    private final Tensor parameter;
    private final CastValues values;
    private final boolean shared;

    /**
     * @param parameter float
     * @param dtype float or bfloat16
     */
    CastParameter(Tensor parameter, ScalarType dtype) {
        this(parameter, new CastValues(parameter, dtype), false);
    }

    private CastParameter(Tensor parameter, CastValues values, boolean shared) {
        this.parameter = Tensors.keep(parameter);
        this.values = values;
        this.shared = shared;
    }

    /** A parameter with the same values in the same memory and a gradient of its own. Close it before this. */
    CastParameter sharedBy(Tensor other) {
        return new CastParameter(other, values, true);
    }

    /** What parameters with the same values share. */
    CastValues values() {
        return values;
    }

    /** The current values. Gradients must be disabled. Thread-safe. */
    Tensor get() {
        return values.get();
    }

    /** A number that differs after each change of the parameter. */
    long version() {
        return values.version();
    }

    /** Where the parameter and its values are. */
    Device device() {
        return parameter.device();
    }

    /** Whether the parameter needs a gradient. */
    boolean isTrained() {
        return parameter.requires_grad();
    }

    /**
     * Adds to the gradient of some rows of the parameter.
     *
     * @param firstRow index of the first of these rows
     * @param gradient of these rows, in any dtype and memory layout
     */
    void addGradient(long firstRow, Tensor gradient) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = parameter.grad();
            if (sum.defined()) {
                sum.narrow(0, firstRow, gradient.size(0)).add_(gradient);
            } else if (gradient.size(0) == parameter.size(0)) {
                parameter.mutable_grad().put(gradient.to(ScalarType.Float).contiguous());
            } else {
                Tensor first = torch.zeros_like(parameter);
                first.narrow(0, firstRow, gradient.size(0)).copy_(gradient);
                parameter.mutable_grad().put(first);
            }
        }
    }

    /**
     * Adds a product to the gradient of some rows of the parameter: in place, without a tensor for the product, if it is float.
     *
     * @param firstRow index of the first of these rows
     * @param a {@code [rows, M]}
     * @param b {@code [M, in]} of the same dtype
     */
    void addProduct(long firstRow, Tensor a, Tensor b) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = parameter.grad();
            if (sum.defined() && b.scalar_type().intern() == ScalarType.Float) {
                sum.narrow(0, firstRow, a.size(0)).addmm_(a, b);
            } else {
                addGradient(firstRow, torch.mm(a, b));
            }
        }
    }

    @Override
    public void close() {
        if (!shared) {
            values.close();
        }
        parameter.close();
    }
}
