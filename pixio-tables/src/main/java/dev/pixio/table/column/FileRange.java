package dev.pixio.table.column;

import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Bytes of a file from one position to another, read forwards; what is skipped is not read. If reading fails, it throws
 * {@link FileReadException}. Used by one thread.
 */
public final class FileRange extends InputStream {

    private final StoredFile file;
    private final long end;
    private final byte[] buffer = new byte[1 << 13];
    private long position;
    private int next; // in the buffer
    private int filled;

    FileRange(StoredFile file, long start, long end) {
        this.file = file;
        this.position = start;
        this.end = end;
    }

    /** Of the next byte in the file. */
    public long position() {
        return position;
    }

    @Override
    public int read() {
        if (next == filled && !fill()) {
            return -1;
        }
        position++;
        return buffer[next++] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (next == filled && length >= buffer.length) {
            int read = stored(bytes, offset, length);
            position += Math.max(0, read);
            return read;
        }
        if (next == filled && !fill()) {
            return -1;
        }
        int count = Math.min(length, filled - next);
        System.arraycopy(buffer, next, bytes, offset, count);
        next += count;
        position += count;
        return count;
    }

    private boolean fill() {
        next = 0;
        filled = Math.max(0, stored(buffer, 0, buffer.length));
        return filled > 0;
    }

    /** Reads at the position, without moving it. */
    private int stored(byte[] bytes, int offset, int length) {
        int count = (int) Math.min(length, end - position);
        return count <= 0 ? -1 : file.read(ByteBuffer.wrap(bytes, offset, count), position);
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        if (skipped <= filled - next) {
            next += (int) skipped;
        } else {
            next = 0;
            filled = 0;
        }
        position += skipped;
        return skipped;
    }
}
