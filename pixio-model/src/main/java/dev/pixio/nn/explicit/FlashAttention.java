package dev.pixio.nn.explicit;

import dev.pixio.torch.attention.FusedAttention;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Attention by a fused kernel, which saves no attention weights. It reads queries, keys and values where the linear layer wrote them. */
final class FlashAttention implements ExplicitAttention {

    /** Indices of the saved tensors; those of the kernel follow. */
    private static final int QUERY = 0;

    private static final int KEY_VALUE = 1;
    private static final int OUTPUT = 2;
    private static final int OTHERS = 3;

    private final int heads;
    private final FusedAttention kernel;
    private final SavedTensors saved = new SavedTensors();

    FlashAttention(int heads, FusedAttention kernel) {
        this.heads = heads;
        this.kernel = kernel;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor query = saved.keep(ExplicitAttention.byHead(inputs.query(), heads)); // [B, heads, n, d]
        Tensor keyValue = saved.keep(ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads));
        FusedAttention.Attended attended = kernel.forward(query, keyValue.select(0, 0), keyValue.select(0, 1));
        saved.keep(attended.output());
        attended.others().forEach(saved::keep);
        return attended.output().transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public void backward(Tensor gradient, Inputs gradients) {
        Tensor keyValue = saved.get(KEY_VALUE);
        List<Tensor> others = saved.from(OTHERS);
        FusedAttention.Gradients computed = kernel.backward(
                ExplicitAttention.byHead(gradient, heads),
                saved.get(QUERY),
                keyValue.select(0, 0),
                keyValue.select(0, 1),
                new FusedAttention.Attended(saved.get(OUTPUT), others));
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
