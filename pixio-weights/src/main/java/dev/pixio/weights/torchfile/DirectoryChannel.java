package dev.pixio.weights.torchfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * What a reader of zip directories may see of a file: as much as the directory of any real checkpoint, since each of its
 * entries becomes objects. Closing it leaves the file open.
 */
final class DirectoryChannel implements SeekableByteChannel {

    /** Room for nearly ten thousand storages; the largest encoder of Pixio with its optimizer has two thousand. */
    private static final long MOST = 1 << 20;

    private final FileChannel file;
    private long position;
    private long seen;

    /** What was read last, as the search for the directory's end goes back byte by byte. */
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
        seen += count;
        if (seen > MOST) {
            throw new IOException("its directory is larger than " + MOST + " bytes");
        }
        return count;
    }

    private void load() throws IOException {
        blockStart = position / block.capacity() * block.capacity();
        block.clear();
        while (block.hasRemaining() && file.read(block, blockStart + block.position()) >= 0) {
            // A channel may return less than was asked for.
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
        // The file is whoever's who opened it.
    }
}
