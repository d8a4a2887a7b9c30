package dev.pixio.nn;

import dev.pixio.nn.option.Rotation;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Multi-head self-attention with biased query, key and value (Dosovitskiy et al. 2021, appendix A). */
public final class Attention extends Module {

    private final int heads;
    private final LinearImpl qkv;
    private final LinearImpl projection;

    /**
     * @param dim the tokens' width D, a multiple of the heads
     * @param heads number of heads, each of width D / heads
     */
    public Attention(int dim, int heads) {
        super("Attention");
        if (dim % heads != 0) {
            throw new IllegalArgumentException("width " + dim + " is not a multiple of " + heads + " heads");
        }
        this.heads = heads;
        this.qkv = register_module("qkv", Linear.undrawn(dim, 3L * dim));
        this.projection = register_module("projection", Linear.undrawn(dim, dim));
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the selected ones, {@code [B, n, D]}.
     *
     * @param rotation of all tokens
     * @param selection tokens whose queries are computed; all tokens are keys and values
     */
    public Tensor forward(Tensor tokens, Rotation rotation, TokenSelection selection) {
        long dim = tokens.size(2);
        Tensor query;
        Tensor keyValue;
        Rotation ofQueries = selection.index().map(rotation::at).orElse(rotation);
        if (selection.index().isEmpty()) {
            Tensor all = qkv.forward(tokens); // [B, L, 3 D]
            query = all.narrow(2, 0, dim);
            keyValue = all.narrow(2, dim, 2 * dim);
        } else {
            query = rows(selection.of(tokens), 0, dim);
            keyValue = rows(tokens, dim, 2 * dim);
        }
        Tensor mixed = attend(
                ofQueries.apply(byHead(query)), // [B, heads, n, D / heads]
                rotation.apply(byHead(keyValue.narrow(2, 0, dim))), // [B, heads, L, D / heads]
                byHead(keyValue.narrow(2, dim, dim)));
        return projection.forward(mixed.transpose(1, 2).reshape(tokens.size(0), -1, dim));
    }

    /**
     * The weights with which the selected tokens attend to all: {@code softmax(q k' / sqrt(d))}, each row with the sum 1.
     *
     * @param tokens float {@code [B, L, D]}, after the norm
     * @param rotation of all tokens
     * @param selection tokens whose queries are computed
     * @return float {@code [B, heads, n, L]}
     */
    public Tensor weights(Tensor tokens, Rotation rotation, TokenSelection selection) {
        long dim = tokens.size(2);
        Rotation ofQueries = selection.index().map(rotation::at).orElse(rotation);
        Tensor query = ofQueries.apply(byHead(rows(selection.of(tokens), 0, dim))); // [B, heads, n, D / heads]
        Tensor key = rotation.apply(byHead(rows(tokens, dim, dim))); // [B, heads, L, D / heads]
        Scalar scale = new Scalar(1 / Math.sqrt((double) query.size(3)));
        return torch.matmul(query.mul(scale), key.transpose(2, 3)).softmax(-1);
    }

    /** Some outputs of the layer of queries, keys and values. */
    private Tensor rows(Tensor tokens, long first, long count) {
        return torch.linear(
                tokens,
                qkv.weight().narrow(0, first, count),
                new TensorOptional(qkv.bias().narrow(0, first, count)));
    }

    private Tensor byHead(Tensor tokens) {
        return tokens.unflatten(2, heads, tokens.size(2) / heads).transpose(1, 2);
    }

    /**
     * softmax(q k' / sqrt(d)) v. In bf16 on a CPU, libtorch's fused kernel does not use a fast matrix product without MKL
     * (182 ms instead of 12 ms at 264 tokens), while single products use oneDNN; otherwise the fused kernel is the fastest.
     */
    private static Tensor attend(Tensor query, Tensor key, Tensor value) {
        if (query.is_cuda() || query.scalar_type().intern() == ScalarType.Float) {
            return torch.scaled_dot_product_attention(query, key, value);
        }
        Scalar scale = new Scalar(1 / Math.sqrt((double) query.size(3)));
        Tensor weights = torch.matmul(query.mul(scale), key.transpose(2, 3)).softmax(-1); // [B, heads, L, L]
        return torch.matmul(weights, value);
    }

    public int heads() {
        return heads;
    }

    /** Queries, keys and values from one layer, in this order. */
    public LinearImpl qkv() {
        return qkv;
    }

    public LinearImpl projection() {
        return projection;
    }
}
