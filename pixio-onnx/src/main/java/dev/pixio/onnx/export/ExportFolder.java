package dev.pixio.onnx.export;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Where an export is made, beside its destination, so that moving it there copies nothing. */
final class ExportFolder implements AutoCloseable {

    private static final String PREFIX = ".pixio-export-";

    /** What a killed export left; no export takes so long. */
    private static final Duration STALE = Duration.ofDays(1);

    private final Path folder;

    private ExportFolder(Path folder) {
        this.folder = folder;
    }

    static ExportFolder in(Path parent) throws IOException {
        removeStale(parent);
        return new ExportFolder(Files.createTempDirectory(parent, PREFIX));
    }

    private static void removeStale(Path parent) throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : left) {
                removeIfOlder(path, limit);
            }
        }
    }

    private static void removeIfOlder(Path path, Instant limit) {
        try {
            if (!Files.isSymbolicLink(path)
                    && Files.isDirectory(path)
                    && Files.getLastModifiedTime(path).toInstant().isBefore(limit)) {
                clear(path);
            }
        } catch (IOException e) {
            // Somebody else's, or removed meanwhile: no reason to refuse an export.
        }
    }

    Path resolve(Path name) {
        return folder.resolve(name.toString());
    }

    static Path data(Path file) {
        return file.resolveSibling(file.getFileName() + ".data");
    }

    /**
     * Gives a finished export its name. The data come first, as a graph without its data would be of no use; and before
     * them the old graph goes, as with new data it would load and give wrong features. Who looks meanwhile finds none.
     */
    static void move(Path made, Path file, boolean outside) throws IOException {
        if (outside) {
            Files.deleteIfExists(file);
            replace(data(made), data(file));
        }
        replace(made, file);
        if (!outside) {
            Files.deleteIfExists(data(file)); // of the model that was replaced
        }
    }

    private static void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        clear(folder);
    }

    private static void clear(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.toList();
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
