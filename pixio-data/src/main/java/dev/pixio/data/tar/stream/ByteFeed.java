package dev.pixio.data.tar.stream;

import java.io.EOFException;
import java.io.IOException;

/** Bytes that are read forwards, of which parts are skipped. Used by one thread. */
public interface ByteFeed extends AutoCloseable {

    /** Reads up to a number of bytes, fewer only at the end. */
    int read(byte[] bytes, int offset, int length) throws IOException;

    /** As {@link #read(byte[], int, int)}, to the start of an array. */
    default int read(byte[] bytes, int length) throws IOException {
        return read(bytes, 0, length);
    }

    /**
     * Passes over bytes.
     *
     * @throws EOFException if there are fewer bytes
     */
    void skip(long bytes) throws IOException;

    /** Number of bytes before the next one. */
    long position();

    @Override
    void close() throws IOException;
}
