package dev.pixio.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which tokens a block has to deliver. The last block of a decoder is asked for masked patches alone; the others still
 * are keys and values, but their queries and MLP would be for nobody.
 *
 * @param index int64 {@code [B, n]}, each token at most once in a row; empty for all tokens
 */
public record ChosenTokens(Optional<Tensor> index) {

    /** Every token, in its place. */
    public static final ChosenTokens ALL = new ChosenTokens(Optional.empty());

    /** The tokens at an index, in its order. */
    public static ChosenTokens at(Tensor index) {
        return new ChosenTokens(Optional.of(index));
    }

    /**
     * The chosen of some tokens.
     *
     * @param tokens {@code [B, L, D]}
     * @return {@code [B, n, D]}; the tokens themselves where all are chosen
     */
    public Tensor of(Tensor tokens) {
        return index.map(places -> torch.gather(tokens, 1, wide(places, tokens)))
                .orElse(tokens);
    }

    /**
     * Adds values of the chosen tokens to those of all, in place: the gradient of {@link #of}.
     *
     * @param all {@code [B, L, D]}
     * @param chosen {@code [B, n, D]}
     * @return all
     */
    public Tensor addTo(Tensor all, Tensor chosen) {
        return index.map(places -> all.scatter_add_(1, wide(places, all), chosen))
                .orElseGet(() -> all.add_(chosen));
    }

    private static Tensor wide(Tensor places, Tensor tokens) {
        return places.unsqueeze(2).expand(-1, -1, tokens.size(2)); // [B, n, D]
    }
}
