package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Detects files that are being written: their names begin with a dot, or end in {@code .new}, until they are complete. */
final class Unfinished {

    private Unfinished() {}

    /** Whether a folder has an entry with such a name now; false if it does not exist. */
    static boolean existsIn(Path folder, String names) {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, names)) {
            return unfinished.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }
}
