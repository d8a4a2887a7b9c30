package dev.pixio.weights.torchfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * A read-only channel for a reader of zip directories, which limits the number of bytes it can read: each entry of a directory
 * becomes several objects in memory. Closing it leaves the file open.
 */
final class DirectoryChannel implements SeekableByteChannel {

    /** In bytes; suffices for ten thousand storages. The largest encoder of Pixio with its optimizer has two thousand. */
    private static final long MOST = 1 << 20;

    private final FileChannel file;
    private long position;
    private long total;

    /** A buffer, since the search for the end of the directory reads backwards byte by byte. */
    private final ByteBuffer block = ByteBuffer.allocate(1 << 14).limit(0);

    private long blockStart;

    DirectoryChannel(FileChannel file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            return 0;
        }
        if (position < blockStart || position >= blockStart + block.limit()) {
            load();
        }
        int from = (int) (position - blockStart);
        int count = Math.min(into.remaining(), block.limit() - from);
        if (count <= 0) {
            return -1;
        }
        into.put(block.duplicate().position(from).limit(from + count));
        position += count;
        total += count;
        if (total > MOST) {
            throw new IOException("its directory is larger than " + MOST + " bytes");
        }
        return count;
    }

    private void load() throws IOException {
        blockStart = position / block.capacity() * block.capacity();
        block.clear();
        while (block.hasRemaining() && file.read(block, blockStart + block.position()) >= 0) {
            // A read may return fewer bytes than requested.
        }
        block.flip();
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        if (newPosition < 0) {
            throw new IOException("its directory points before the start of the file");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        throw new IOException("read only");
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() {
        // The code that opened the file closes it.
    }
}
