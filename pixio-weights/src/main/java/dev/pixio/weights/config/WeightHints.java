package dev.pixio.weights.config;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.weights.layout.WeightLayout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Properties of weights that cannot be derived from them, given by the user.
 *
 * @param layout of the names, where detection would find another one
 * @param heads attention heads of the encoder; an error if the file states another number
 * @param decoderHeads attention heads of the decoder; an error if the file states another number
 * @param plan whose heads are assumed for parts of the same width, where the file does not state them
 * @param unexpected what to do with names that a Pixio does not have
 */
public record WeightHints(
        Optional<WeightLayout> layout,
        OptionalInt heads,
        OptionalInt decoderHeads,
        Optional<PixioConfig> plan,
        Unexpected unexpected) {

    /** No hints. */
    public static final WeightHints NONE = new WeightHints(
            Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Unexpected.REFUSED);

    /** What to do with names that a Pixio does not have. */
    public enum Unexpected {
        /** The file is refused: the weights may change what the model computes. */
        REFUSED,
        /** They are listed in the report and not loaded. */
        LISTED
    }

    public WeightHints withLayout(WeightLayout layout) {
        return new WeightHints(Optional.of(layout), heads, decoderHeads, plan, unexpected);
    }

    public WeightHints withHeads(int heads) {
        return new WeightHints(layout, OptionalInt.of(heads), decoderHeads, plan, unexpected);
    }

    public WeightHints withDecoderHeads(int decoderHeads) {
        return new WeightHints(layout, heads, OptionalInt.of(decoderHeads), plan, unexpected);
    }

    /** Assumes the heads of the plan of a training. */
    public WeightHints withPlan(PixioConfig plan) {
        return new WeightHints(layout, heads, decoderHeads, Optional.of(plan), unexpected);
    }

    public WeightHints withUnexpected(Unexpected unexpected) {
        return new WeightHints(layout, heads, decoderHeads, plan, unexpected);
    }
}
