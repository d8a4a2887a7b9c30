package dev.pixio.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The changed files that were neither read nor refused in one line, one of each fault, with the fault in a text beside it. */
final class FaultFiles {

    private FaultFiles() {}

    /** Keeps a file under the results, unless there is one of this fault already. */
    static Path keep(Path results, String target, String fault, byte[] input) throws IOException {
        Path folder = Files.createDirectories(results.resolve("faults"));
        Path file = folder.resolve(target + "-" + Integer.toHexString(fault.hashCode()));
        if (Files.notExists(file)) {
            Files.write(file, input);
            Files.write(
                    file.resolveSibling(file.getFileName() + ".txt"), (fault + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
