package dev.pixio.cli.option;

import dev.pixio.weights.config.WeightHints;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The attention heads of encoder and decoder, for files of weights that do not state their numbers. */
public final class ModelHeadsOptions {

    @Mixin
    private HeadsOption encoder = new HeadsOption();

    @Option(
            names = "--decoder-heads",
            paramLabel = "N",
            description =
                    "Attention heads of the decoder, if the file does not state them (default: 16 for a width of 512).")
    private @Nullable Integer decoderHeads;

    /** The hints with the given numbers. */
    public WeightHints apply(WeightHints hints) {
        WeightHints given = encoder.apply(hints);
        return decoderHeads == null ? given : given.withDecoderHeads(decoderHeads);
    }
}
