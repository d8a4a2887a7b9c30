package dev.pixio.bench.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs commands of pixio, one after another. */
interface PixioCommand {

    /**
     * Runs a command to its end.
     *
     * @param arguments after {@code pixio}
     * @param log to which its output is appended
     * @return its exit code
     */
    int run(List<String> arguments, Path log) throws IOException, InterruptedException;
}
