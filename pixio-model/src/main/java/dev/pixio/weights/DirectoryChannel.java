package dev.pixio.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;

/**
 * What a reader of zip directories may see of a file: as much as the directory of any real checkpoint, since each of its
 * entries becomes objects. Closing it leaves the file open.
 */
final class DirectoryChannel implements SeekableByteChannel {

    /** A checkpoint of ten thousand storages has about one megabyte of directory. */
    private static final long MOST = 8 << 20;

    private final FileChannel file;
    private long position;
    private long seen;

    DirectoryChannel(FileChannel file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = file.read(into, position);
        position += Math.max(0, count);
        seen += Math.max(0, count);
        if (seen > MOST) {
            throw new IOException("its directory is larger than " + MOST + " bytes");
        }
        return count;
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
