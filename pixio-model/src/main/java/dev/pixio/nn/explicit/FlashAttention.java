package dev.pixio.nn.explicit;

import dev.pixio.torch.CpuAttention;
import org.bytedeco.pytorch.Tensor;

/** Attention by libtorch's fused kernel, which is the fastest in fp32 and never keeps the weights of all pairs. */
final class FlashAttention implements ExplicitAttention {

    private final int heads;
    private final Kept kept = new Kept();

    FlashAttention(int heads) {
        this.heads = heads;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor query = kept.keep(ExplicitAttention.byHead(inputs.query(), heads)); // [B, heads, n, d]
        Tensor keyValue = kept.keep(ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads));
        CpuAttention.Attended attended = CpuAttention.flash(query, keyValue.select(0, 0), keyValue.select(0, 1));
        kept.keep(attended.output());
        kept.keep(attended.logSumExp());
        return attended.output().transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public Inputs backward(Tensor gradient) {
        Tensor keyValue = kept.get(1);
        CpuAttention.Gradients gradients = CpuAttention.flashBackward(
                ExplicitAttention.byHead(gradient, heads),
                kept.get(0),
                keyValue.select(0, 0),
                keyValue.select(0, 1),
                new CpuAttention.Attended(kept.get(2), kept.get(3)));
        Tensor both = ExplicitAttention.likeKeysAndValues(keyValue); // [B, L, 2 D]
        Tensor parts = ExplicitAttention.keysAndValuesByHead(both, heads);
        parts.select(0, 0).copy_(gradients.key());
        parts.select(0, 1).copy_(gradients.value());
        kept.release();
        return new Inputs(gradients.query().transpose(1, 2).flatten(2, 3), both);
    }

    @Override
    public void release() {
        kept.release();
    }
}
