package dev.pixio.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results add up, and the seed of the rounds. */
public final class SoakOptions {

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/soak",
            description = "Folder of the results (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the first round (default: a new one).")
    private @Nullable Long seed;

    /** The folder of the results, which is created. */
    public Path folder() throws IOException {
        return Files.createDirectories(out);
    }

    /** The seed of the first round; each later one adds 1. */
    public long firstSeed() {
        return seed == null ? new Random().nextLong() : seed;
    }
}
