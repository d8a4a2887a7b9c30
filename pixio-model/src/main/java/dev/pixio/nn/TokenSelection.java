package dev.pixio.nn;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Which tokens a block returns. The last block of a decoder returns masked patches only: all tokens still are keys and
 * values, but queries and MLP are computed for the selected tokens alone.
 *
 * @param index int64 {@code [B, n]}, each token at most once in a row; empty for all tokens
 */
public record TokenSelection(Optional<Tensor> index) {

    /** All tokens, in their order. */
    public static final TokenSelection ALL = new TokenSelection(Optional.empty());

    /** The tokens at an index, in its order. */
    public static TokenSelection at(Tensor index) {
        return new TokenSelection(Optional.of(index));
    }

    /** Whether all tokens are selected, in their order. */
    public boolean isOfAll() {
        return index.isEmpty();
    }

    /**
     * The selected tokens.
     *
     * @param tokens {@code [B, L, D]}
     * @return {@code [B, n, D]}; the tokens themselves if all are selected
     */
    public Tensor of(Tensor tokens) {
        return index.map(selected -> torch.gather(tokens, 1, expand(selected, tokens)))
                .orElse(tokens);
    }

    /**
     * Adds values of the selected tokens to those of all, in place: the gradient of {@link #of}.
     *
     * @param all {@code [B, L, D]}
     * @param values {@code [B, n, D]}
     * @return all
     */
    public Tensor addTo(Tensor all, Tensor values) {
        return index.map(selected -> all.scatter_add_(1, expand(selected, all), values))
                .orElseGet(() -> all.add_(values));
    }

    private static Tensor expand(Tensor index, Tensor tokens) {
        return index.unsqueeze(2).expand(-1, -1, tokens.size(2)); // [B, n, D]
    }
}
