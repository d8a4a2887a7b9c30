package dev.pixio.cli.option;

import dev.pixio.data.loader.LoaderOptions;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The number of threads that decode images. */
public final class LoaderThreadsOption {

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            order = 5,
            description = "Threads that decode images (default: one per core, at most 8).")
    private @Nullable Integer threads;

    /** The given number; empty for the default. */
    OptionalInt threads() {
        return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
    }

    /**
     * Loader options with the given number of threads.
     *
     * @throws IllegalArgumentException if it is less than one
     */
    public LoaderOptions apply(LoaderOptions options) {
        return threads == null ? options : options.withThreads(threads);
    }
}
