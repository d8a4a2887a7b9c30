package dev.pixio.image.tiff;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Decompresses LZW as TIFF has it (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first. */
final class LzwInputStream extends InputStream {

    private static final int CLEAR = 256;
    private static final int END = 257;
    private static final int FIRST_FREE = 258;
    private static final int TABLE_SIZE = 4096;

    private final InputStream codes;
    private final short[] prefix = new short[TABLE_SIZE];
    private final byte[] last = new byte[TABLE_SIZE];

    /** The string of a code, reversed. */
    private final byte[] pending = new byte[TABLE_SIZE];

    private int pendingBytes;
    private int next = FIRST_FREE;
    private int previous = -1;
    private int firstOfPrevious;
    private int bits = 9;
    private int buffer;
    private int buffered;

    LzwInputStream(InputStream codes) {
        this.codes = codes;
    }

    @Override
    public int read() throws IOException {
        if (pendingBytes == 0 && !decode()) {
            return -1;
        }
        return Byte.toUnsignedInt(pending[--pendingBytes]);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = 0;
        while (read < length) {
            if (pendingBytes == 0 && !decode()) {
                break;
            }
            into[offset + read++] = pending[--pendingBytes];
        }
        return read == 0 && length > 0 ? -1 : read;
    }

    /** Reads codes until one has a string; false at the end. */
    private boolean decode() throws IOException {
        int code = code();
        while (code == CLEAR) {
            next = FIRST_FREE;
            bits = 9;
            previous = -1;
            code = code();
        }
        if (code < 0 || code == END) {
            return false;
        }
        boolean unknown = code >= next;
        if (previous < 0 ? code > 255 : code > next) {
            throw new ZipException("an LZW code without a string");
        }
        if (unknown) {
            pending[pendingBytes++] = (byte) firstOfPrevious;
        }
        int at = unknown ? previous : code;
        for (; at >= FIRST_FREE; at = prefix[at]) {
            pending[pendingBytes++] = last[at];
        }
        pending[pendingBytes++] = (byte) at;
        firstOfPrevious = at;
        if (previous >= 0 && next < TABLE_SIZE) {
            prefix[next] = (short) previous;
            last[next++] = (byte) at;
            // One code earlier than necessary, as all writers of TIFF do.
            if (next + 1 >= (1 << bits) && bits < 12) {
                bits++;
            }
        }
        previous = code;
        return true;
    }

    private int code() throws IOException {
        while (buffered < bits) {
            int value = codes.read();
            if (value < 0) {
                return -1;
            }
            buffer = (buffer << 8) | value;
            buffered += 8;
        }
        buffered -= bits;
        return (buffer >>> buffered) & ((1 << bits) - 1);
    }
}
