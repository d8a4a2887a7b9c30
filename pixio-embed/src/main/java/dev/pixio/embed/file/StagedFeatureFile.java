package dev.pixio.embed.file;

import dev.pixio.io.DurableFile;
import dev.pixio.io.DurableFile.StreamContent;
import dev.pixio.io.FileTree;
import dev.pixio.io.StagedFiles;
import dev.pixio.io.WriteError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a feature file and its sidecar file together, completely or not at all. */
final class StagedFeatureFile {

    private StagedFeatureFile() {}

    /**
     * Writes two files that belong together. Both are complete before either is moved to its destination, and a new
     * file never is beside an old one: old features with new paths would be read without an error.
     *
     * @throws IOException if a file cannot be written or moved; the old files are then unchanged
     */
    static void writePair(Path path, StreamContent content, Path side, StreamContent sideContent) throws IOException {
        Path staging = path.resolveSibling(path.getFileName() + ".new");
        String name = path.getFileName().toString();
        String sideName = side.getFileName().toString();
        FileTree.delete(staging); // left by a killed process
        Files.createDirectory(staging);
        try {
            DurableFile.writeStream(staging.resolve(name), content);
            DurableFile.writeStream(staging.resolve(sideName), sideContent);
            List<String> names = List.of(sideName, name);
            new StagedFiles(staging, names).moveInto(path.toAbsolutePath().resolveSibling(""), names);
        } catch (IOException e) {
            throw WriteError.inFolder(path.resolveSibling(""), staging, e);
        } finally {
            FileTree.delete(staging);
        }
    }

    /** Writes the remaining bytes of a buffer. */
    static void copy(ByteBuffer row, OutputStream out) throws IOException {
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        out.write(bytes);
    }
}
