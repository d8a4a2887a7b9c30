package dev.pixio.dist;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The class path of the tests as the one jar of an archive. */
final class ClassPathOfTests {

    private ClassPathOfTests() {}

    /** Writes the jar and returns it. */
    static Path asJar(Path file) throws IOException {
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toUri().getRawPath()) // folders end with a slash
                .toList();
        ClassPathJar.write(file, entries, Instant.parse("2026-11-01T00:00:00Z"));
        return file;
    }
}
