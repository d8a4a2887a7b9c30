package dev.pixio.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of this checkout's tests: of each library and each version of its format. */
record GoldenFiles(Path folder) {

    /** A larger file makes more of the same. */
    private static final long LARGEST = 200_000;

    /** The files of weights. */
    static Optional<GoldenFiles> find() {
        return of("pixio-weights", "golden");
    }

    /**
     * The files of a module in the checkout in which this program runs; empty outside of one.
     *
     * @param more folders below that of all test files
     */
    static Optional<GoldenFiles> of(String module, String... more) {
        Path inside = Path.of(module, "src", "test", "resources").resolve(Path.of("", more));
        String launcher = System.getProperty("pixio.launcher", "");
        for (Path above = Path.of(launcher).toAbsolutePath(); above != null; above = above.getParent()) {
            if (Files.isDirectory(above.resolve(inside))) {
                return Optional.of(new GoldenFiles(above.resolve(inside)));
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
