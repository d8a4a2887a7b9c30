package dev.pixio.nn.explicit;

import dev.pixio.torch.CpuAttention;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention as two products and a softmax, a picture at a time, so that its weights stay in the cache between them. In bf16 on a CPU the fused kernel multiplies naively (168 ms instead of 8 for
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
        Tensor query = kept.keep(scaledByHead(inputs.query())); // [B, heads, n, d]
        Tensor keyValue = kept.keep(
                ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads).contiguous()); // [2, B, heads, L, d]
        Tensor weights = kept.keep(
                torch.empty(new long[] {query.size(0), heads, query.size(2), keyValue.size(3)}, query.options(), null));
        Tensor mixed = torch.empty_like(query);
        for (long picture = 0; picture < query.size(0); picture++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor some = weights.select(0, picture); // [heads, n, L]
                torch.bmm_out(
                        some, query.select(0, picture), of(keyValue, 0, picture).transpose(1, 2));
                torch.softmax_out(some, some, -1);
                torch.bmm_out(mixed.select(0, picture), some, of(keyValue, 1, picture));
            }
        }
        return mixed.transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public Inputs backward(Tensor gradient) {
        Tensor query = kept.get(0);
        Tensor keyValue = kept.get(1);
        Tensor mixed = ExplicitAttention.byHead(gradient, heads).contiguous(); // [B, heads, n, d]
        Tensor ofQuery = torch.empty_like(query);
        Tensor ofKeyValue = torch.empty_like(keyValue);
        for (long picture = 0; picture < query.size(0); picture++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor weights = kept.get(2).select(0, picture); // [heads, n, L]
                Tensor some = mixed.select(0, picture); // [heads, n, d]
                torch.bmm_out(of(ofKeyValue, 1, picture), weights.transpose(1, 2), some);
                Tensor ofWeights = torch.bmm(some, of(keyValue, 1, picture).transpose(1, 2)); // [heads, n, L]
                Tensor ofScores = CpuAttention.softmaxBackward(ofWeights, weights);
                torch.bmm_out(ofQuery.select(0, picture), ofScores, of(keyValue, 0, picture));
                torch.bmm_out(of(ofKeyValue, 0, picture), ofScores.transpose(1, 2), query.select(0, picture));
            }
        }
        Tensor both = ExplicitAttention.likeKeysAndValues(keyValue); // [B, L, 2 D]
        ExplicitAttention.keysAndValuesByHead(both, heads).copy_(ofKeyValue);
        kept.release();
        return new Inputs(ofQuery.mul_(scale(ofQuery)).transpose(1, 2).flatten(2, 3), both);
    }

    /** The keys (0) or values (1) of a picture, {@code [heads, L, d]}. */
    private static Tensor of(Tensor keyValue, long part, long picture) {
        return keyValue.select(0, part).select(0, picture);
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
