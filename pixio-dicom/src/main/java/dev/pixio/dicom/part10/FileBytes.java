package dev.pixio.dicom.part10;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file, read where they are needed. Not thread-safe. */
public final class FileBytes implements AutoCloseable {

    private static final int WINDOW = 1 << 16;

    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long start;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private FileBytes(FileChannel channel, long size) {
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens a file.
     *
     * @throws ImageReadException if it cannot be opened
     */
    public static FileBytes open(Path file) throws ImageReadException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ImageReadException("not a regular file"); // opening a pipe would block
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new FileBytes(channel, channel.size());
        } catch (IOException e) {
            throw ImageReadException.notReached("cannot be read: " + FailureReason.of(e), e);
        }
    }

    /** The number of bytes. */
    public long size() {
        return size;
    }

    /** The order of bytes in numbers from now on. */
    void order(ByteOrder other) {
        order = other;
    }

    int unsignedShort(long at) throws ImageReadException {
        return Short.toUnsignedInt(window(at, 2).getShort((int) (at - start)));
    }

    /** Two characters, the first in the higher byte. */
    int letters(long at) throws ImageReadException {
        ByteBuffer bytes = window(at, 2);
        int first = bytes.get((int) (at - start)) & 0xFF;
        return (first << 8) | (bytes.get((int) (at + 1 - start)) & 0xFF);
    }

    long unsignedInt(long at) throws ImageReadException {
        return Integer.toUnsignedLong(window(at, 4).getInt((int) (at - start)));
    }

    private ByteBuffer window(long at, int count) throws ImageReadException {
        if (at < start || at + count > start + window.limit()) {
            start = at;
            window = ByteBuffer.wrap(read(at, (int) Math.max(count, Math.min(WINDOW, size - at))));
        }
        return window.order(order);
    }

    /**
     * Reads bytes.
     *
     * @throws ImageReadException if the file ends before them
     */
    public byte[] read(long at, int count) throws ImageReadException {
        if (at < 0 || count < 0 || at > size - count) {
            throw new ImageReadException("truncated DICOM: it ends after " + size + " bytes, and " + count
                    + " bytes at byte " + at + " are missing or incomplete");
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, at + bytes.position()) < 0) {
                    throw new ImageReadException("truncated DICOM: it was shortened while it was read");
                }
            }
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw ImageReadException.notReached("cannot be read: " + FailureReason.of(e), e);
        }
        return bytes.array();
    }

    @Override
    public void close() throws ImageReadException {
        try {
            channel.close();
        } catch (IOException e) {
            throw ImageReadException.notReached("cannot be read: " + FailureReason.of(e), e);
        }
    }
}
