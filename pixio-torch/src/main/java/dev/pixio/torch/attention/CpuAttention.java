package dev.pixio.torch.attention;

import dev.pixio.torch.BlasThreads;
import dev.pixio.torch.Operator;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/** The fused attention kernel for CPUs, in float, which the bindings do not map. */
public final class CpuAttention implements FusedAttention {

    /** The only one; it has no state. */
    public static final CpuAttention FUSED = new CpuAttention();

    private static final Operator FLASH = Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu");
    private static final Operator FLASH_BACKWARD =
            Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu_backward");

    private CpuAttention() {}

    @Override
    public Attended forward(Tensor query, Tensor key, Tensor value) {
        List<Tensor> results = onOneBlasThread(() -> FLASH.all(
                new IValue(query),
                new IValue(key),
                new IValue(value),
                new IValue(0.0),
                new IValue(false),
                new IValue(),
                new IValue()));
        return new Attended(results.get(0), results.subList(1, 2));
    }

    @Override
    public Gradients backward(Tensor gradient, Tensor query, Tensor key, Tensor value, Attended attended) {
        List<Tensor> results = onOneBlasThread(() -> FLASH_BACKWARD.all(
                new IValue(gradient),
                new IValue(query),
                new IValue(key),
                new IValue(value),
                new IValue(attended.output()),
                new IValue(attended.others().get(0)),
                new IValue(0.0),
                new IValue(false),
                new IValue(),
                new IValue()));
        return new Gradients(results.get(0), results.get(1), results.get(2));
    }

    /**
     * The fused kernel distributes heads over libtorch's threads, and each multiplies small matrices by OpenBLAS, whose own
     * threads would block each other: 40 ms instead of 67 for 128 heads of 264 tokens, forward and backward.
     */
    private static List<Tensor> onOneBlasThread(Supplier<List<Tensor>> work) {
        return BlasThreads.one(work);
    }
}
