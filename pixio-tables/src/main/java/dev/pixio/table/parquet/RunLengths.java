package dev.pixio.table.parquet;

import dev.pixio.table.column.Values;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Numbers in the hybrid of run lengths and packed bits of Parquet. Read one at a time, so that no declared length takes memory. */
final class RunLengths {

    private static final int PACKED = 8; // numbers that are packed together

    private final InputStream in;
    private final int width;
    private final byte[] packed;
    private long left; // numbers of the run
    private boolean isPacked;
    private int number; // that is repeated
    private int next = PACKED;

    /** @param width bits of a number, 0 to 32 */
    RunLengths(InputStream in, int width) throws IOException {
        if (width < 0 || width > Integer.SIZE) {
            throw new IOException("numbers of " + width + " bits");
        }
        this.in = in;
        this.width = width;
        this.packed = new byte[width + Long.BYTES]; // a number of 32 bits may begin in the last byte
    }

    int next() throws IOException {
        while (left == 0) {
            begin();
        }
        left--;
        if (!isPacked) {
            return number;
        }
        if (next == PACKED) {
            Arrays.fill(packed, (byte) 0);
            if (width > 0 && in.readNBytes(packed, 0, width) == 0) {
                throw new EOFException();
            }
            next = 0;
        }
        return bits(next++);
    }

    private void begin() throws IOException {
        int header = header();
        isPacked = (header & 1) == 1;
        left = (header >>> 1) * (isPacked ? (long) PACKED : 1);
        next = PACKED;
        if (!isPacked) {
            byte[] value = Values.exactly(in, (width + 7) / 8);
            number = 0;
            for (int i = 0; i < value.length; i++) {
                number |= (value[i] & 0xff) << (8 * i);
            }
        }
    }

    /** An unsigned number in groups of seven bits, the lowest first. */
    private int header() throws IOException {
        int value = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 7) {
            int read = in.read();
            if (read < 0) {
                throw new EOFException();
            }
            value |= (read & 0x7f) << shift;
            if (read < 0x80) {
                return value;
            }
        }
        throw new IOException("the length of a run is too large");
    }

    private int bits(int index) {
        int bit = index * width;
        long window = 0;
        for (int i = 0; i < 5; i++) {
            window |= (packed[bit / 8 + i] & 0xffL) << (8 * i);
        }
        return (int) ((window >>> (bit % 8)) & ((1L << width) - 1));
    }
}
