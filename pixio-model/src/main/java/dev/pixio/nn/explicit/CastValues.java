package dev.pixio.nn.explicit;

import dev.pixio.torch.Kernels;
import dev.pixio.torch.Tensors;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The values of a parameter in the dtype of matrix products: a copy that is renewed when the optimizer has changed the parameter,
 * not for each micro-batch; the parameter itself if the dtypes are the same. Thread-safe: a model and its replicas share it.
 *
 * <p>The memory of the copy is allocated at once. Between tensors of the first pass it would divide the heap, and later passes
 * would find fewer places for theirs.
 */
final class CastValues implements AutoCloseable {

    private final Tensor parameter;
    private final Tensor values;
    private final boolean copied;
    private long version = -1;

    /**
     * @param parameter float
     * @param dtype float or bfloat16
     */
    CastValues(Tensor parameter, ScalarType dtype) {
        this.parameter = Tensors.keep(parameter);
        this.copied = dtype != ScalarType.Float;
        this.values = copied ? emptyLike(parameter, dtype) : this.parameter;
    }

    private static Tensor emptyLike(Tensor parameter, ScalarType dtype) {
        try (PointerScope scope = new PointerScope()) {
            TensorOptions options = parameter.options().dtype(new ScalarTypeOptional(dtype));
            return Tensors.keep(torch.empty(Tensors.shape(parameter), options, null));
        }
    }

    /** The current values. Gradients must be disabled. */
    synchronized Tensor get() {
        long now = parameter._version(); // raised by operators in place, and by the optimizer explicitly
        if (copied && now != version) {
            values.copy_(parameter);
            version = now;
        }
        return values;
    }

    /**
     * Renews those copies of many parameters whose parameter has changed, all at once.
     *
     * @param all in any order; one may be there several times
     */
    static void renew(Collection<CastValues> all) {
        List<CastValues> stale =
                all.stream().distinct().filter(CastValues::isStale).toList();
        Kernels.copy(
                stale.stream().map(copy -> copy.values).toList(),
                stale.stream().map(copy -> copy.parameter).toList());
        stale.forEach(CastValues::setRenewed);
    }

    private synchronized boolean isStale() {
        return copied && parameter._version() != version;
    }

    private synchronized void setRenewed() {
        version = parameter._version();
    }

    /** A number that differs after each change of the parameter. */
    long version() {
        return parameter._version();
    }

    @Override
    public void close() {
        if (copied) {
            values.close();
        }
        parameter.close();
    }
}
