package dev.pixio.nn.explicit;

import dev.pixio.torch.CpuAttention;
import org.bytedeco.pytorch.Tensor;

/** Attention by libtorch's fused kernel, which is the fastest in fp32 and saves no attention weights. */
final class FlashAttention implements ExplicitAttention {

    private final int heads;
    private final SavedTensors saved = new SavedTensors();

    FlashAttention(int heads) {
        this.heads = heads;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor query = saved.keep(ExplicitAttention.byHead(inputs.query(), heads)); // [B, heads, n, d]
        Tensor keyValue = saved.keep(ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads));
        CpuAttention.Attended attended = CpuAttention.flash(query, keyValue.select(0, 0), keyValue.select(0, 1));
        saved.keep(attended.output());
        saved.keep(attended.logSumExp());
        return attended.output().transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public void backward(Tensor gradient, Inputs gradients) {
        Tensor keyValue = saved.get(1);
        CpuAttention.Gradients computed = CpuAttention.flashBackward(
                ExplicitAttention.byHead(gradient, heads),
                saved.get(0),
                keyValue.select(0, 0),
                keyValue.select(0, 1),
                new CpuAttention.Attended(saved.get(2), saved.get(3)));
        Tensor ofKeyValue = ExplicitAttention.keysAndValuesByHead(gradients.keyValue(), heads);
        ExplicitAttention.byHead(gradients.query(), heads).copy_(computed.query());
        ofKeyValue.select(0, 0).copy_(computed.key());
        ofKeyValue.select(0, 1).copy_(computed.value());
        saved.release();
    }

    @Override
    public void release() {
        saved.release();
    }
}
