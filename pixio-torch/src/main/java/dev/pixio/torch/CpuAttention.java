package dev.pixio.torch;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Attention kernels for CPUs that the bindings do not map. Results belong to the caller's scope. */
public final class CpuAttention {

    private static final Operator FLASH = Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu");
    private static final Operator FLASH_BACKWARD =
            Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu_backward");
    private static final Operator SOFTMAX_BACKWARD = Operator.named("aten::_softmax_backward_data");

    private CpuAttention() {}

    /**
     * What the forward pass of attention saves for its backward pass.
     *
     * @param output {@code [B, heads, L, d]}, a view of {@code [B, L, heads, d]}
     * @param logSumExp float {@code [B, L, heads]}
     */
    public record Attended(Tensor output, Tensor logSumExp) {}

    /** Gradients of queries, keys and values, of their shapes. */
    public record Gradients(Tensor query, Tensor key, Tensor value) {}

    /**
     * softmax(q k' / sqrt(d)) v by the fused kernel, which does not store the attention weights.
     *
     * @param query float {@code [B, heads, L, d]}, with any strides, the last one 1
     * @param key float {@code [B, heads, S, d]}
     * @param value float {@code [B, heads, S, d]}
     */
    public static Attended flash(Tensor query, Tensor key, Tensor value) {
        List<Tensor> results = onOneBlasThread(() -> FLASH.all(
                new IValue(query),
                new IValue(key),
                new IValue(value),
                new IValue(0.0),
                new IValue(false),
                new IValue(),
                new IValue()));
        return new Attended(results.get(0), results.get(1));
    }

    /**
     * The gradients of {@link #flash}.
     *
     * @param gradient of its output, of the same shape
     */
    public static Gradients flashBackward(Tensor gradient, Tensor query, Tensor key, Tensor value, Attended attended) {
        List<Tensor> results = onOneBlasThread(() -> FLASH_BACKWARD.all(
                new IValue(gradient),
                new IValue(query),
                new IValue(key),
                new IValue(value),
                new IValue(attended.output),
                new IValue(attended.logSumExp),
                new IValue(0.0),
                new IValue(false),
                new IValue(),
                new IValue()));
        return new Gradients(results.get(0), results.get(1), results.get(2));
    }

    /**
     * The gradient of a softmax over the last dimension.
     *
     * @param gradient of its output
     * @param output of the softmax, of the same dtype
     */
    public static Tensor softmaxBackward(Tensor gradient, Tensor output) {
        ScalarType dtype = output.scalar_type().intern();
        return SOFTMAX_BACKWARD.one(
                new IValue(gradient), new IValue(output), new IValue(-1L), new IValue((long) dtype.value));
    }

    /**
     * The fused kernel distributes heads over libtorch's threads, and each multiplies small matrices by OpenBLAS, whose own
     * threads would block each other: 40 ms instead of 67 for 128 heads of 264 tokens, forward and backward.
     */
    private static List<Tensor> onOneBlasThread(Supplier<List<Tensor>> work) {
        return BlasThreads.one(work);
    }
}
