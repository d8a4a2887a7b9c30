package dev.pixio.embed.file;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is either whole or not there: written beside its place, flushed to the disk, renamed. */
final class WholeFile {

    private WholeFile() {}

    /** Writes to a stream. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a file at a path. */
    interface Maker {
        void make(Path path) throws IOException;
    }

    static void write(Path path, Content content) throws IOException {
        make(path, beside -> stream(beside, content));
    }

    /**
     * Two files that belong together. Both are written before either is put in its place, and at no moment does the new one
     * of the two stand beside the old other.
     */
    static void writePair(Path path, Content content, Path side, Content sideContent) throws IOException {
        make(path, beside -> {
            stream(beside, content);
            make(side, sideBeside -> {
                stream(sideBeside, sideContent);
                Files.deleteIfExists(path); // old features beside new paths would be read without a complaint
            });
        });
    }

    private static void stream(Path path, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(path.toFile()), 1 << 20)) {
            content.writeTo(out);
        }
    }

    static void make(Path path, Maker maker) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.deleteIfExists(beside);
            maker.make(beside);
            try (FileChannel file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }

    /** Writes what remains of a buffer. */
    static void copy(ByteBuffer row, OutputStream out) throws IOException {
        byte[] bytes = new byte[row.remaining()];
        row.get(bytes);
        out.write(bytes);
    }
}
