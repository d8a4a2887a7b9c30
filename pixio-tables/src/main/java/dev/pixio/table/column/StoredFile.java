package dev.pixio.table.column;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is open for reading. If that fails, nothing is known of what it contains: {@link FileReadException}. Used by one thread, as the
 * interruption of any thread that reads an open file closes it.
 */
public final class StoredFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;

    private StoredFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @throws FileReadException in one line: it cannot be opened
     */
    public static StoredFile open(Path path) {
        try {
            return new StoredFile(path, FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new FileReadException(path, e);
        }
    }

    /** Number of its bytes. */
    public long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new FileReadException(path, e);
        }
    }

    /**
     * The bytes from one position to another, or to the end of the file.
     *
     * @param start of the first byte
     * @param end position after the last byte
     */
    public FileRange range(long start, long end) {
        return new FileRange(this, start, end);
    }

    /** Reads some bytes; returns their number, or -1 at the end of the file. */
    int read(ByteBuffer bytes, long position) {
        try {
            return channel.read(bytes, position);
        } catch (IOException e) {
            throw new FileReadException(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new FileReadException(path, e);
        }
    }
}
