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

    /** The given number; empty if the option was not given. */
    public OptionalInt heads() {
        return heads == null ? OptionalInt.empty() : OptionalInt.of(heads);
    }

    /** The hints with the given number. */
    public WeightHints apply(WeightHints hints) {
        return heads == null ? hints : hints.withHeads(heads);
    }
}
