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

/** A temporary folder for an export, beside its destination, so that moving the files copies nothing. */
public final class ExportFolder implements AutoCloseable {

    private static final String PREFIX = ".pixio-export-";

    /** Age of folders that are left from killed exports; no export takes that long. */
    private static final Duration STALE = Duration.ofDays(1);

    private final Path folder;

    private ExportFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A new folder beside a file that is exported; folders of exports that were killed long ago are removed.
     *
     * @throws IOException in one line, with the file: no folder can be created
     */
    public static ExportFolder beside(Path file) throws IOException {
        Path parent = file.toAbsolutePath().resolveSibling("");
        removeStale(parent);
        return new ExportFolder(StagedFiles.temporaryFolder(parent, PREFIX, file));
    }

    private static void removeStale(Path parent) throws IOException {
        Instant limit = Instant.now().minus(STALE);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : folders) {
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
            // Not accessible, or removed meanwhile: not a reason to refuse an export.
        }
    }

    Path path() {
        return folder;
    }

    /** A file in it. */
    public Path resolve(Path name) {
        return folder.resolve(name.toString());
    }

    /** The file of weights beside a graph. */
    public static Path data(Path file) {
        return file.resolveSibling(file.getFileName() + ".data");
    }

    /**
     * Moves a finished export to its destination and replaces an older one. Graph and data belong together: an old
     * graph would load with new data and give wrong features, so there is no graph while the files are replaced.
     *
     * @throws IOException if a file cannot be moved; the older export is then unchanged
     */
    public static void move(Path temporary, Path file, boolean external) throws IOException {
        String graph = file.getFileName().toString();
        String data = data(file).getFileName().toString();
        new StagedFiles(temporary.toAbsolutePath().resolveSibling(""), external ? List.of(data, graph) : List.of(graph))
                .moveInto(file.toAbsolutePath().resolveSibling(""), List.of(graph, data));
    }

    @Override
    public void close() throws IOException {
        FileTree.delete(folder);
    }
}
