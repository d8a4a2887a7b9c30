package dev.pixio.table.column;

import dev.pixio.data.remote.RemoteFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads a file on a web server in blocks, each by one request. A block that follows the one before is larger, so that headers cost little and
 * pages few requests. Used by one thread.
 */
final class RemoteBlocks implements StoredFile.Content {

    private static final int FIRST = 1 << 16;
    private static final int LARGEST = 1 << 21;

    private final RemoteFile file;
    private byte[] block = new byte[0];
    private long start;
    private int next = FIRST;

    RemoteBlocks(RemoteFile file) {
        this.file = file;
    }

    @Override
    public long size() {
        return file.length();
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        if (position >= file.length()) {
            return -1;
        }
        if (position < start || position >= start + block.length) {
            fetch(position);
        }
        int at = (int) (position - start);
        int count = Math.min(bytes.remaining(), block.length - at);
        bytes.put(block, at, count);
        return count;
    }

    private void fetch(long position) throws IOException {
        boolean follows = position == start + block.length && block.length > 0;
        next = follows ? Math.min(LARGEST, 4 * next) : FIRST;
        long end = Math.min(file.length(), position + next);
        // The last block has the footer, which is read from its end.
        long from = end == file.length() && !follows ? Math.max(0, end - next) : position;
        block = new byte[0];
        try (InputStream in = file.open(from, end)) {
            byte[] read = in.readNBytes((int) (end - from));
            if (read.length < end - from) {
                throw new EOFException("the server sent " + read.length + " of " + (end - from) + " bytes");
            }
            block = read;
            start = from;
        }
    }
}
