package dev.pixio.torch.attention;

import dev.pixio.torch.Libtorch;
import dev.pixio.torch.cuda.ComputeCapability;
import dev.pixio.torch.cuda.Gpu;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Attention kernels for GPUs that the bindings do not map: flash attention in bf16, and the memory-efficient kernel in fp32,
 * which flash attention does not support.
 */
public final class GpuAttention implements FusedAttention {

    /** The only one; it has no state. */
    public static final GpuAttention FUSED = new GpuAttention();

    /** A multiple of 16 bytes in bf16; the kernels read no smaller pieces. */
    private static final long HEAD_WIDTH_STEP = 8;

    /** Of wider heads some GPUs (8.6, 8.9, 12.0) have no backward pass: {@code sdp_utils.cpp} of libtorch. */
    private static final long MAX_HEAD_WIDTH = 192;

    private static final String SOURCE = """
            def flash(query: Tensor, key: Tensor, value: Tensor):
                output, sums, _q, _k, _n, _l, seed, offset, _mask = torch._scaled_dot_product_flash_attention(
                    query, key, value, 0.0, False, False, scale=None)
                return [output, sums, seed, offset]

            def flash_backward(gradient: Tensor, query: Tensor, key: Tensor, value: Tensor, output: Tensor, sums: Tensor,
                               seed: Tensor, offset: Tensor, undefined: Tensor):
                q, k, v = torch._scaled_dot_product_flash_attention_backward(
                    gradient, query, key, value, output, sums, undefined, undefined, query.size(2), key.size(2),
                    0.0, False, seed, offset, scale=None)
                return [q, k, v]

            def efficient(query: Tensor, key: Tensor, value: Tensor):
                output, sums, seed, offset = torch._scaled_dot_product_efficient_attention(
                    query, key, value, None, True, 0.0, False, scale=None)
                return [output, sums, seed, offset]

            def efficient_backward(gradient: Tensor, query: Tensor, key: Tensor, value: Tensor, output: Tensor, sums: Tensor,
                                   seed: Tensor, offset: Tensor, undefined: Tensor):
                q, k, v, _bias = torch._scaled_dot_product_efficient_attention_backward(
                    gradient, query, key, value, undefined, output, sums, seed, offset,
                    0.0, [True, True, True, False], False, scale=None)
                return [q, k, v]
            """;

    private static final TensorScript SCRIPT = new TensorScript(SOURCE);

    private GpuAttention() {}

    /**
     * Whether a GPU has both kernels, forward and backward, for a dtype and a width of a head.
     *
     * @param device a GPU
     * @param dtype float or bfloat16
     */
    public static boolean supports(Device device, ScalarType dtype, long headWidth) {
        Optional<ComputeCapability> gpu = Libtorch.cuda().gpu(device.index()).map(Gpu::capability);
        return supports(gpu, dtype, headWidth);
    }

    /** @param gpu empty if unknown, which the kernels then report themselves */
    static boolean supports(Optional<ComputeCapability> gpu, ScalarType dtype, long headWidth) {
        boolean runs =
                dtype == ScalarType.Float || gpu.map(ComputeCapability::hasBf16).orElse(true);
        return runs && headWidth % HEAD_WIDTH_STEP == 0 && headWidth <= MAX_HEAD_WIDTH;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Float, or bfloat16 on a GPU of compute capability 8.0 or newer.
     */
    @Override
    public Attended forward(Tensor query, Tensor key, Tensor value) {
        List<Tensor> results = SCRIPT.run(name(query), query, key, value);
        return new Attended(results.get(0), results.subList(1, results.size()));
    }

    @Override
    public Gradients backward(Tensor gradient, Tensor query, Tensor key, Tensor value, Attended attended) {
        List<Tensor> others = attended.others();
        List<Tensor> results = SCRIPT.run(
                name(query) + "_backward",
                gradient,
                query,
                key,
                value,
                attended.output(),
                others.get(0),
                others.get(1),
                others.get(2),
                new Tensor()); // undefined: sequences of one length, and no bias
        return new Gradients(results.get(0), results.get(1), results.get(2));
    }

    private static String name(Tensor query) {
        return query.scalar_type().intern() == ScalarType.Float ? "efficient" : "flash";
    }
}
