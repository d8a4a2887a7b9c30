package dev.pixio.image.tiff;

import java.io.IOException;
import java.io.InputStream;

/** Decompresses PackBits (TIFF 6.0, section 9): runs of one byte, and literal bytes. */
final class PackBitsInputStream extends InputStream {

    private final InputStream packed;
    private int literals;
    private int repeats;
    private int repeated;

    PackBitsInputStream(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        while (literals == 0 && repeats == 0) {
            int header = packed.read();
            if (header < 0) {
                return -1;
            }
            if (header < 128) {
                literals = header + 1;
            } else if (header > 128) {
                repeats = 257 - header;
                repeated = packed.read();
            }
        }
        if (literals > 0) {
            literals--;
            return packed.read();
        }
        repeats--;
        return repeated;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = 0;
        for (; read < length; read++) {
            int value = read();
            if (value < 0) {
                break;
            }
            into[offset + read] = (byte) value;
        }
        return read == 0 && length > 0 ? -1 : read;
    }
}
