package dev.pixio.nn.explicit;

import dev.pixio.torch.CpuAttention;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention as two products and a softmax. In bf16 on a CPU the fused kernel multiplies naively (168 ms instead of 8 for
 * 128 heads of 264 tokens), while oneDNN carries these.
 */
final class ProductAttention implements ExplicitAttention {

    private final int heads;
    private final Kept kept = new Kept();

    ProductAttention(int heads) {
        this.heads = heads;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor scaled = scaledByHead(inputs.query()); // [B, heads, n, d]
        Tensor keyValue =
                ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads).contiguous(); // [2, B, heads, L, d]
        Tensor query = kept.keep(scaled.flatten(0, 1)); // [B * heads, n, d]
        Tensor key = kept.keep(keyValue.select(0, 0).flatten(0, 1)); // [B * heads, L, d]
        Tensor value = kept.keep(keyValue.select(0, 1).flatten(0, 1));
        Tensor weights = torch.bmm(query, key.transpose(1, 2)); // [B * heads, n, L]
        kept.keep(torch.softmax_out(weights, weights, -1));
        return torch.bmm(weights, value).view(scaled.sizes()).transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public Inputs backward(Tensor gradient) {
        Tensor query = kept.get(0);
        Tensor key = kept.get(1);
        Tensor weights = kept.get(3);
        long batch = gradient.size(0);
        Tensor mixed = ExplicitAttention.byHead(gradient, heads).flatten(0, 1); // [B * heads, n, d], a copy
        Tensor ofWeights = torch.bmm(mixed, kept.get(2).transpose(1, 2)); // [B * heads, n, L]
        Tensor ofScores = CpuAttention.softmaxBackward(ofWeights, weights);

        Tensor keyValues = key.unflatten(0, 1, batch, heads); // [1, B, heads, L, d]
        Tensor both = ExplicitAttention.likeKeysAndValues(keyValues); // [B, L, 2 D]
        Tensor parts = ExplicitAttention.keysAndValuesByHead(both, heads);
        parts.select(0, 0).copy_(torch.bmm(ofScores.transpose(1, 2), query).unflatten(0, batch, heads));
        parts.select(0, 1).copy_(torch.bmm(weights.transpose(1, 2), mixed).unflatten(0, batch, heads));

        Tensor ofQuery = torch.bmm(ofScores, key).mul_(scale(key)).unflatten(0, batch, heads);
        kept.release();
        return new Inputs(ofQuery.transpose(1, 2).flatten(2, 3), both);
    }

    @Override
    public void release() {
        kept.release();
    }

    /** Scaled before the product, so that the many scores need not be; copied into the order of heads on the way. */
    private Tensor scaledByHead(Tensor query) {
        Tensor byHead = ExplicitAttention.byHead(query, heads);
        Tensor scaled = torch.empty(byHead.sizes().vec().get(), byHead.options(), null);
        return torch.mul_out(scaled, byHead, scale(byHead));
    }

    private static Scalar scale(Tensor byHead) {
        return new Scalar(1 / Math.sqrt((double) byHead.size(byHead.dim() - 1)));
    }
}
