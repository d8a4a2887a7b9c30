package dev.pixio.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Gathers and scatters tokens by index. Gradients pass through all results. */
public final class Tokens {

    private Tokens() {}

    /**
     * Copies of one token.
     *
     * @param token {@code [1, 1, D]}
     * @return {@code [batch, length, D]}, a view that shares the token's memory
     */
    public static Tensor repeat(Tensor token, long batch, long length) {
        return token.expand(batch, length, -1);
    }

    /**
     * The tokens at the given indices.
     *
     * @param tokens {@code [B, L, D]}
     * @param index int64 {@code [B, n]}, each in 0 .. L - 1
     * @return {@code [B, n, D]}
     */
    public static Tensor getAtIndex(Tensor tokens, Tensor index) {
        return torch.gather(tokens, 1, likeTokens(index, tokens));
    }

    /**
     * The tokens with those at the given indices replaced.
     *
     * @param tokens {@code [B, L, D]}
     * @param index int64 {@code [B, n]}, each in 0 .. L - 1, without repetition in a row
     * @param values {@code [B, n, D]}
     * @return {@code [B, L, D]}
     */
    public static Tensor setAtIndex(Tensor tokens, Tensor index, Tensor values) {
        return torch.scatter(tokens, 1, likeTokens(index, tokens), values);
    }

    private static Tensor likeTokens(Tensor index, Tensor tokens) {
        return index.unsqueeze(2).expand(-1, -1, tokens.size(2)); // [B, n, D]
    }
}
