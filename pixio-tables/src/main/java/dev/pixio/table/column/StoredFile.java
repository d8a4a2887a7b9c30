package dev.pixio.table.column;

import dev.pixio.data.remote.RemoteFile;
import java.io.Closeable;
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

    private final String location;
    private final Content content;

    /** The bytes of a file. */
    interface Content extends Closeable {

        /** Number of bytes. */
        long size() throws IOException;

        /** Reads some bytes; returns their number, or -1 at the end. */
        int read(ByteBuffer bytes, long position) throws IOException;

        /** Does nothing by default. */
        @Override
        default void close() throws IOException {}
    }

    /** A file on disk. */
    private record Disk(FileChannel channel) implements Content {

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return channel.read(bytes, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private StoredFile(String location, Content content) {
        this.location = location;
        this.content = content;
    }

    /** A file on a web server. */
    static StoredFile of(String location, RemoteFile file) {
        return new StoredFile(location, new RemoteBlocks(file));
    }

    /**
     * Opens a file.
     *
     * @throws FileReadException in one line: it cannot be opened
     */
    public static StoredFile open(Path path) {
        try {
            return new StoredFile(path.toString(), new Disk(FileChannel.open(path, StandardOpenOption.READ)));
        } catch (IOException e) {
            throw new FileReadException(path.toString(), e);
        }
    }

    /** Number of its bytes. */
    public long size() {
        try {
            return content.size();
        } catch (IOException e) {
            throw new FileReadException(location, e);
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
            return content.read(bytes, position);
        } catch (IOException e) {
            throw new FileReadException(location, e);
        }
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            throw new FileReadException(location, e);
        }
    }
}
