package dev.pixio.nn.explicit;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Attention between its two linear layers: softmax(q k' / sqrt(d)) v for each head. */
sealed interface ExplicitAttention permits FlashAttention, ProductAttention {

    /**
     * The inputs, or their gradients.
     *
     * @param query {@code [B, n, D]}
     * @param keyValue {@code [B, L, 2 D]}, keys first
     */
    record Inputs(Tensor query, Tensor keyValue) {}

    /** The fastest implementation on a CPU for a dtype. */
    static ExplicitAttention of(int heads, ScalarType dtype) {
        return dtype == ScalarType.Float ? new FlashAttention(heads) : new ProductAttention(heads);
    }

    /** The output, {@code [B, n, D]}; saves what {@link #backward} needs. */
    Tensor forward(Inputs inputs);

    /** The gradients of the inputs from the gradient of the output, {@code [B, n, D]}. */
    Inputs backward(Tensor gradient);

    /** Frees what {@link #forward} saved. */
    void release();

    /** {@code [B, L, D]} as {@code [B, heads, L, D / heads]}, a view. */
    static Tensor byHead(Tensor tokens, int heads) {
        return tokens.unflatten(2, heads, tokens.size(2) / heads).transpose(1, 2);
    }

    /** {@code [B, L, 2 D]} as {@code [2, B, heads, L, D / heads]}, a view. */
    static Tensor keysAndValuesByHead(Tensor keyValue, int heads) {
        return keyValue.unflatten(2, 2, heads, keyValue.size(2) / (2L * heads)).permute(2, 0, 3, 1, 4);
    }

    /** An uninitialised tensor for the gradient of keys and values, {@code [B, L, 2 D]}. */
    static Tensor likeKeysAndValues(Tensor byHead) {
        return torch.empty(
                new long[] {byHead.size(1), byHead.size(3), 2 * byHead.size(2) * byHead.size(4)},
                byHead.options(),
                null);
    }
}
