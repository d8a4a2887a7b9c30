package dev.pixio.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file to which records are appended. Each is appended completely or not at all: if the disk is full, the part that was
 * written is removed. Used by one thread at a time.
 */
public final class AppendedFile implements AutoCloseable {

    private final Path path;
    private final FileChannel file;

    private AppendedFile(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Creates a file.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     */
    public static AppendedFile create(Path path) throws IOException {
        return new AppendedFile(path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /**
     * Opens or creates a file and truncates it to a length.
     *
     * @param length in bytes; a shorter file is unchanged
     */
    public static AppendedFile open(Path path, long length) throws IOException {
        AppendedFile opened =
                new AppendedFile(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        try {
            opened.truncate(length);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Appends to an open channel at its position; {@link #close} closes it.
     *
     * @param path of the file, for messages
     */
    public static AppendedFile of(Path path, FileChannel file) {
        return new AppendedFile(path, file);
    }

    /** The length in bytes of the lines of a file that end with a line feed; 0 if there is no file. */
    public static long completeLines(Path path) throws IOException {
        if (!Files.exists(path)) {
            return 0;
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            long end = file.size();
            while (end > 0 && file.read(last.clear(), end - 1) == 1 && last.get(0) != '\n') {
                end--;
            }
            return end;
        }
    }

    /**
     * Appends bytes.
     *
     * @throws IOException if they cannot be written; its message names the file, whose length is then unchanged
     */
    public void append(ByteBuffer bytes) throws IOException {
        long before = file.position();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            try {
                file.truncate(before).position(before);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw WriteError.naming(path, e);
        }
    }

    /**
     * Truncates the file to a length and flushes it to the disk. Without the flush, new records could follow removed ones after a
     * power failure.
     *
     * @param length in bytes; a shorter file keeps its length
     */
    public void truncate(long length) throws IOException {
        try {
            file.truncate(length);
            file.position(file.size());
            file.force(true);
        } catch (IOException e) {
            throw WriteError.naming(path, e);
        }
    }

    /** The length of the file, in bytes. */
    public long length() throws IOException {
        return file.size();
    }

    /** Flushes the appended records to the disk. */
    public void force() throws IOException {
        try {
            file.force(false);
        } catch (IOException e) {
            throw WriteError.naming(path, e);
        }
    }

    /** A stream whose every write is one record. Its {@code close} closes the file. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                append(ByteBuffer.wrap(new byte[] {(byte) value}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                append(ByteBuffer.wrap(bytes, offset, length));
            }

            @Override
            public void close() throws IOException {
                AppendedFile.this.close();
            }
        };
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
