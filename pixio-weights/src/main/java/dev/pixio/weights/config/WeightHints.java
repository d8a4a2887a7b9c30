package dev.pixio.weights.config;

import dev.pixio.weights.layout.WeightLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Properties of weights that cannot be derived from them, given by the user.
 *
 * @param layout of the names, where detection would find another one
 * @param heads attention heads of the encoder
 * @param decoderHeads attention heads of the decoder
 * @param unexpected what to do with names that a Pixio does not have
 */
public record WeightHints(
        Optional<WeightLayout> layout, OptionalInt heads, OptionalInt decoderHeads, Unexpected unexpected) {

    /** No hints. */
    public static final WeightHints NONE =
            new WeightHints(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Unexpected.REFUSED);

    /** What to do with names that a Pixio does not have. */
    public enum Unexpected {
        /** The file is refused: the weights may change what the model computes. */
        REFUSED,
        /** They are listed in the report and not loaded. */
        LISTED
    }

    public WeightHints withLayout(WeightLayout layout) {
        return new WeightHints(Optional.of(layout), heads, decoderHeads, unexpected);
    }

    public WeightHints withHeads(int heads) {
        return new WeightHints(layout, OptionalInt.of(heads), decoderHeads, unexpected);
    }

    public WeightHints withDecoderHeads(int decoderHeads) {
        return new WeightHints(layout, heads, OptionalInt.of(decoderHeads), unexpected);
    }

    public WeightHints withUnexpected(Unexpected unexpected) {
        return new WeightHints(layout, heads, decoderHeads, unexpected);
    }
}
