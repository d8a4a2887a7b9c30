package dev.pixio.embed.file;

import dev.pixio.io.DurableFile;
import dev.pixio.io.DurableFile.StreamContent;
import dev.pixio.io.FileTree;
import dev.pixio.io.StagedFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of features that are either whole or not there, and what is written into them. */
final class StagedFeatureFile {

    private StagedFeatureFile() {}

    /**
     * Two files that belong together. Both are written before either is put in its place, and at no moment does the new one
     * of the two stand beside the old other: old features beside new paths would be read without a complaint.
     *
     * @throws IOException if a file cannot be written or moved; the old ones are then still there
     */
    static void writePair(Path path, StreamContent content, Path side, StreamContent sideContent) throws IOException {
        Path staging = path.resolveSibling(path.getFileName() + ".new");
        String name = path.getFileName().toString();
        String sideName = side.getFileName().toString();
        FileTree.delete(staging); // of a process that was killed
        Files.createDirectory(staging);
        try {
            DurableFile.writeStream(staging.resolve(name), content);
            DurableFile.writeStream(staging.resolve(sideName), sideContent);
            List<String> names = List.of(sideName, name);
            new StagedFiles(staging, names).moveInto(path.toAbsolutePath().resolveSibling(""), names);
        } finally {
            FileTree.delete(staging);
        }
    }

    /** Writes what remains of a buffer. */
    static void copy(ByteBuffer row, OutputStream out) throws IOException {
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        out.write(bytes);
    }
}
