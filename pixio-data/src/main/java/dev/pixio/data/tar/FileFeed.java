package dev.pixio.data.tar;

import dev.pixio.data.tar.stream.ByteFeed;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** The bytes of a local file, of which parts that are skipped are not read. */
final class FileFeed implements ByteFeed {

    private static final int BUFFER = 1 << 13;

    private final RandomAccessFile file;
    private final long length;
    private final byte[] buffer = new byte[BUFFER];
    private long bufferStart;
    private int buffered;
    private long position;

    FileFeed(Path path) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.length = file.length();
    }

    @Override
    public int read(byte[] bytes, int offset, int wanted) throws IOException {
        int done = 0;
        while (done < wanted && position < length) {
            if (position < bufferStart || position >= bufferStart + buffered) {
                file.seek(position);
                bufferStart = position;
                buffered = Math.max(0, file.read(buffer, 0, BUFFER));
                if (buffered == 0) {
                    break; // truncated meanwhile
                }
            }
            int from = (int) (position - bufferStart);
            int count = Math.min(wanted - done, buffered - from);
            System.arraycopy(buffer, from, bytes, offset + done, count);
            done += count;
            position += count;
        }
        return done;
    }

    @Override
    public void skip(long bytes) throws IOException {
        if (bytes > length - position) {
            position = length;
            throw new EOFException("the archive ends within a member");
        }
        position += bytes;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
