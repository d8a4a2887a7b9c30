package dev.pixio.cli.option;

import dev.pixio.weights.config.WeightHints;
import java.util.Optional;
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

    /** The option that was given; empty if none was. */
    public Optional<String> given() {
        return encoder.heads().isPresent()
                ? Optional.of("--heads")
                : Optional.ofNullable(decoderHeads).map(number -> "--decoder-heads");
    }

    /**
     * The hints with the given numbers.
     *
     * @throws IllegalArgumentException if a number is less than one
     */
    public WeightHints apply(WeightHints hints) {
        WeightHints given = encoder.apply(hints);
        return decoderHeads == null
                ? given
                : given.withDecoderHeads(HeadsOption.require("--decoder-heads", decoderHeads));
    }
}
