package dev.pixio.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The weight files of this checkout's tests: of each library and each version of its format. */
record GoldenFiles(Path folder) {

    private static final Path INSIDE = Path.of("pixio-weights", "src", "test", "resources", "golden");

    /** A larger file makes more of the same. */
    private static final long LARGEST = 200_000;

    /** The files of the checkout in which this program runs; empty outside of one. */
    static Optional<GoldenFiles> find() {
        String launcher = System.getProperty("pixio.launcher", "");
        for (Path above = Path.of(launcher).toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve(INSIDE))) {
                return Optional.of(new GoldenFiles(above.resolve(INSIDE)));
            }
        }
        return Optional.empty();
    }

    /** The contents of the files whose name fits. */
    List<byte[]> named(Predicate<String> name) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (name.test(file.getFileName().toString()) && Files.size(file) <= LARGEST) {
                    contents.add(Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }
}
