package dev.pixio.table.column;

import dev.pixio.data.forward.Chunk;
import dev.pixio.data.forward.Reasons;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Copies the values of a column, as they are stored one after the other, to a chunk. */
public final class Values {

    private Values() {}

    /**
     * Appends the value with which a stream continues, or the reason why it is no image.
     *
     * @param size of the value in bytes
     * @param maxBytes largest permitted size of an image
     * @throws EOFException if the stream has fewer bytes
     */
    public static void copy(InputStream in, long size, long maxBytes, Chunk chunk) throws IOException {
        if (size > maxBytes) {
            in.skipNBytes(size);
            chunk.addUnreadable(Reasons.tooLarge(size, maxBytes));
            return;
        }
        byte[] start = exactly(in, (int) Math.min(size, ImageFormat.PROBE_BYTES));
        try {
            ImageFormat.of(ByteBuffer.wrap(start));
        } catch (ImageReadException e) {
            in.skipNBytes(size - start.length);
            chunk.addUnreadable(e.reason());
            return;
        }
        byte[] rest = exactly(in, (int) size - start.length);
        byte[] image = Arrays.copyOf(start, (int) size);
        System.arraycopy(rest, 0, image, start.length, rest.length);
        chunk.add(image);
    }

    /**
     * Reads a number of bytes. Memory grows with the bytes that there are, not with the number.
     *
     * @throws EOFException if there are fewer
     */
    public static byte[] exactly(InputStream in, int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(RowReasons.CUT_OFF);
        }
        return bytes;
    }

    /** A number of four bytes, the lowest first. */
    public static int littleEndian(InputStream in) throws IOException {
        byte[] bytes = exactly(in, Integer.BYTES);
        return (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8) | ((bytes[2] & 0xff) << 16) | ((bytes[3] & 0xff) << 24);
    }
}
