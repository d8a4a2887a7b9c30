package dev.pixio.onnx.export;

import dev.pixio.io.FileTree;
import dev.pixio.io.StagedFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
                FileTree.delete(path);
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
     * Moves a finished export to its destination, in place of an older one. Data and graph belong together: with new data, an
     * old graph would load and give wrong features, so a reader meanwhile finds no graph at all.
     *
     * @throws IOException if a file cannot be moved; the older export is then still there
     */
    static void move(Path made, Path file, boolean external) throws IOException {
        String graph = file.getFileName().toString();
        String data = data(file).getFileName().toString();
        new StagedFiles(made.toAbsolutePath().resolveSibling(""), external ? List.of(data, graph) : List.of(graph))
                .moveInto(file.toAbsolutePath().resolveSibling(""), List.of(graph, data));
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(folder);
    }
}
