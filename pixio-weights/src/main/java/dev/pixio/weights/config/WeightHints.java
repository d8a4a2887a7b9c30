package dev.pixio.weights.config;

import dev.pixio.weights.layout.WeightLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user knows of weights and the weights do not say.
 *
 * @param layout whose names they have, where it is not what it seems
 * @param heads attention heads of the encoder
 * @param decoderHeads attention heads of the decoder
 * @param unexpected what to do with names that no Pixio has
 */
public record WeightHints(
        Optional<WeightLayout> layout, OptionalInt heads, OptionalInt decoderHeads, Unexpected unexpected) {

    /** Nothing is known. */
    public static final WeightHints NONE =
            new WeightHints(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Unexpected.REFUSED);

    /** What to do with names that no Pixio has. */
    public enum Unexpected {
        /** They may change what the model computes, so it is not used. */
        REFUSED,
        /** They are listed in the report, and not used. */
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
