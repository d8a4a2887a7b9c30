package dev.pixio.image.tiff;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** The stored bytes of a strip or tile; reverses the bits of each byte where the file stores the lowest first. */
final class SegmentBytes extends InputStream {

    private final ByteBuffer bytes;
    private final boolean reversed;

    SegmentBytes(ByteBuffer bytes, boolean reversed) {
        this.bytes = bytes;
        this.reversed = reversed;
    }

    @Override
    public int read() {
        return bytes.hasRemaining() ? value(bytes.get()) : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        int count = Math.min(length, bytes.remaining());
        bytes.get(into, offset, count);
        for (int i = offset; reversed && i < offset + count; i++) {
            into[i] = (byte) value(into[i]);
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    private int value(byte stored) {
        return reversed ? Integer.reverse(stored) >>> 24 : Byte.toUnsignedInt(stored);
    }
}
