package dev.pixio.nn.explicit;

import org.bytedeco.pytorch.Tensor;

/** Attention between its two linear layers: softmax(q k' / sqrt(d)) v for each head. */
sealed interface ExplicitAttention permits FlashAttention, ProductAttention {

    /**
     * The inputs, or their gradients. The last dimension has stride 1.
     *
     * @param query {@code [B, n, D]}
     * @param keyValue {@code [B, L, 2 D]}, keys first
     */
    record Inputs(Tensor query, Tensor keyValue) {

        /** Queries, keys and values of the same tokens: views of {@code [B, L, 3 D]}. */
        static Inputs of(Tensor queryKeyValue) {
            long dim = queryKeyValue.size(2) / 3;
            return new Inputs(queryKeyValue.narrow(2, 0, dim), queryKeyValue.narrow(2, dim, 2 * dim));
        }
    }

    /** The output, {@code [B, n, D]}; saves what {@link #backward} needs. */
    Tensor forward(Inputs inputs);

    /**
     * Computes the gradients of the inputs.
     *
     * @param gradient of the output, {@code [B, n, D]}
     * @param gradients are overwritten
     */
    void backward(Tensor gradient, Inputs gradients);

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
}
