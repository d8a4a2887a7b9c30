package dev.pixio.nn.explicit;

import dev.pixio.torch.CpuAttention;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention as two matrix products and a softmax, one image at a time, so that the attention weights stay in the cache. In
 * bf16 on a CPU the fused kernel does not use a fast matrix product (168 ms instead of 8 for 128 heads of 264 tokens), while
 * these products use oneDNN.
 */
final class ProductAttention implements ExplicitAttention {

    private final int heads;
    private final SavedTensors saved = new SavedTensors();

    ProductAttention(int heads) {
        this.heads = heads;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor query = saved.keep(scaledByHead(inputs.query())); // [B, heads, n, d]
        Tensor keyValue = saved.keep(
                ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads).contiguous()); // [2, B, heads, L, d]
        Tensor weights = saved.keep(
                torch.empty(new long[] {query.size(0), heads, query.size(2), keyValue.size(3)}, query.options(), null));
        Tensor mixed = torch.empty_like(query);
        for (long image = 0; image < query.size(0); image++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor ofImage = weights.select(0, image); // [heads, n, L]
                torch.bmm_out(
                        ofImage, query.select(0, image), of(keyValue, 0, image).transpose(1, 2));
                torch.softmax_out(ofImage, ofImage, -1);
                torch.bmm_out(mixed.select(0, image), ofImage, of(keyValue, 1, image));
            }
        }
        return mixed.transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public Inputs backward(Tensor gradient) {
        Tensor query = saved.get(0);
        Tensor keyValue = saved.get(1);
        Tensor mixed = ExplicitAttention.byHead(gradient, heads).contiguous(); // [B, heads, n, d]
        Tensor ofQuery = torch.empty_like(query);
        Tensor ofKeyValue = torch.empty_like(keyValue);
        for (long image = 0; image < query.size(0); image++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor weights = saved.get(2).select(0, image); // [heads, n, L]
                Tensor ofOutput = mixed.select(0, image); // [heads, n, d]
                torch.bmm_out(of(ofKeyValue, 1, image), weights.transpose(1, 2), ofOutput);
                Tensor ofWeights = torch.bmm(ofOutput, of(keyValue, 1, image).transpose(1, 2)); // [heads, n, L]
                Tensor ofScores = CpuAttention.softmaxBackward(ofWeights, weights);
                torch.bmm_out(ofQuery.select(0, image), ofScores, of(keyValue, 0, image));
                torch.bmm_out(of(ofKeyValue, 0, image), ofScores.transpose(1, 2), query.select(0, image));
            }
        }
        Tensor both = ExplicitAttention.likeKeysAndValues(keyValue); // [B, L, 2 D]
        ExplicitAttention.keysAndValuesByHead(both, heads).copy_(ofKeyValue);
        saved.release();
        return new Inputs(ofQuery.mul_(scale(ofQuery)).transpose(1, 2).flatten(2, 3), both);
    }

    /** The keys (0) or values (1) of an image, {@code [heads, L, d]}. */
    private static Tensor of(Tensor keyValue, long part, long image) {
        return keyValue.select(0, part).select(0, image);
    }

    @Override
    public void release() {
        saved.release();
    }

    /** Scaled before the product, because queries are fewer than scores, and copied into the order of heads at the same time. */
    private Tensor scaledByHead(Tensor query) {
        Tensor byHead = ExplicitAttention.byHead(query, heads);
        Tensor scaled = torch.empty(byHead.sizes().vec().get(), byHead.options(), null);
        return torch.mul_out(scaled, byHead, scale(byHead));
    }

    private static Scalar scale(Tensor byHead) {
        return new Scalar(1 / Math.sqrt((double) byHead.size(byHead.dim() - 1)));
    }
}
