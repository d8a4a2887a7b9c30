package dev.pixio.nn;

import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Multi-head self-attention with biased query, key and value (Dosovitskiy et al. 2021, appendix A). */
public final class Attention extends Module {

    private final int heads;
    private final LinearImpl qkv;
    private final LinearImpl projection;

    /**
     * @param dim the tokens' width D, a multiple of the heads
     * @param heads how many heads share it
     */
    public Attention(int dim, int heads) {
        super("Attention");
        if (dim % heads != 0) {
            throw new IllegalArgumentException("width " + dim + " is not a multiple of " + heads + " heads");
        }
        this.heads = heads;
        this.qkv = register_module("qkv", new LinearImpl(dim, 3L * dim));
        this.projection = register_module("projection", new LinearImpl(dim, dim));
    }

    /** Tokens to tokens, float {@code [B, L, D]}. */
    public Tensor forward(Tensor tokens) {
        long batch = tokens.size(0);
        long length = tokens.size(1);
        long dim = tokens.size(2);
        Tensor all = qkv.forward(tokens) // [B, L, 3 D]
                .view(batch, length, 3, heads, dim / heads)
                .permute(2, 0, 3, 1, 4); // [3, B, heads, L, D / heads]
        Tensor mixed = attend(all.select(0, 0), all.select(0, 1), all.select(0, 2)); // [B, heads, L, D / heads]
        return projection.forward(mixed.transpose(1, 2).reshape(batch, length, dim));
    }

    /**
     * softmax(q k' / sqrt(d)) v. In bf16 on a CPU, libtorch's fused kernel multiplies naively where MKL is missing (182 ms
     * instead of 12 ms at 264 tokens), while oneDNN carries the single products; everywhere else the fused one is best.
     */
    private static Tensor attend(Tensor query, Tensor key, Tensor value) {
        if (query.is_cuda() || query.scalar_type().intern() == ScalarType.Float) {
            return torch.scaled_dot_product_attention(query, key, value);
        }
        Scalar scale = new Scalar(1 / Math.sqrt((double) query.size(3)));
        Tensor weights = torch.matmul(query.mul(scale), key.transpose(2, 3)).softmax(-1); // [B, heads, L, L]
        return torch.matmul(weights, value);
    }
}
