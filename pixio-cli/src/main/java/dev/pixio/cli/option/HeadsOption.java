package dev.pixio.cli.option;

import dev.pixio.weights.config.WeightHints;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The attention heads of an encoder, for files of weights that do not state their number. */
public final class HeadsOption {

    @Option(
            names = "--heads",
            paramLabel = "N",
            description =
                    "Attention heads of the encoder, if the file does not state them (default: the usual number for a"
                            + " published width).")
    private @Nullable Integer heads;

    /**
     * The given number; empty if the option was not given.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public OptionalInt heads() {
        return heads == null ? OptionalInt.empty() : OptionalInt.of(require(heads));
    }

    /**
     * The number.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public static int require(int heads) {
        return require("--heads", heads);
    }

    static int require(String option, int heads) {
        if (heads < 1) {
            throw new IllegalArgumentException(option + " must be at least 1, not " + heads);
        }
        return heads;
    }

    /** The hints with the given number. */
    public WeightHints apply(WeightHints hints) {
        return heads == null ? hints : hints.withHeads(require(heads));
    }
}
