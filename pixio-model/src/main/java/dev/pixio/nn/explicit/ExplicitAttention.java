package dev.pixio.nn.explicit;

import dev.pixio.nn.option.Rotation;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

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

        /** As {@link #of(Tensor)}, with queries and keys rotated; new tensors if they are. */
        static Inputs of(Tensor queryKeyValue, Rotation rotation, int heads) {
            Inputs inputs = of(queryKeyValue);
            if (rotation.isNone()) {
                return inputs;
            }
            long dim = inputs.query.size(2);
            Tensor keys = rotated(inputs.keyValue.narrow(2, 0, dim), rotation, heads);
            return new Inputs(
                    rotated(inputs.query, rotation, heads),
                    torch.cat(new TensorVector(keys, inputs.keyValue.narrow(2, dim, dim)), 2));
        }

        private static Tensor rotated(Tensor tokens, Rotation rotation, int heads) {
            return rotation.apply(byHead(tokens, heads)).transpose(1, 2).flatten(2, 3); // [B, L, D]
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
