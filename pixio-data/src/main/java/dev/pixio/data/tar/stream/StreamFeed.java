package dev.pixio.data.tar.stream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a stream; parts that are skipped are read and dropped. */
public final class StreamFeed implements ByteFeed {

    private final InputStream in;
    private final byte[] dropped = new byte[1 << 16];
    private long position;

    /**
     * @param in closed with the feed
     * @param position of its first byte in the archive
     */
    public StreamFeed(InputStream in, long position) {
        this.in = in;
        this.position = position;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.readNBytes(bytes, offset, length);
        position += read;
        return read;
    }

    @Override
    public void skip(long bytes) throws IOException {
        long rest = bytes;
        while (rest > 0) {
            int read = in.read(dropped, 0, (int) Math.min(rest, dropped.length));
            if (read < 0) {
                throw new EOFException("the archive ends within a member");
            }
            rest -= read;
            position += read;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
