package dev.pixio.weights.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads numbers, bytes and lines of a pickle; checks that enough bytes remain. */
final class PickleInput {

    /** The maximum length of a line of protocol 0, in bytes. */
    private static final int LONGEST_LINE = 1000;

    private final ByteBuffer buffer;
    private final int longestString;

    PickleInput(ByteBuffer buffer, int longestString) {
        this.buffer = buffer;
        this.longestString = longestString;
    }

    int position() {
        return buffer.position();
    }

    int unsignedByte() throws PickleException {
        need(1);
        return Byte.toUnsignedInt(buffer.get());
    }

    int unsignedShort() throws PickleException {
        need(2);
        return Short.toUnsignedInt(little().getShort());
    }

    int signedInt() throws PickleException {
        need(4);
        return little().getInt();
    }

    long unsignedInt() throws PickleException {
        return Integer.toUnsignedLong(signedInt());
    }

    /** A length in eight bytes; negative if it exceeds 2^63 - 1. */
    long signedLong() throws PickleException {
        need(8);
        return little().getLong();
    }

    double bigEndianDouble() throws PickleException {
        need(8);
        return buffer.order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    byte[] bytes(long length) throws PickleException {
        need(length);
        if (length > longestString) {
            throw new PickleException("has a string of " + length + " bytes; the limit is " + longestString);
        }
        byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return bytes;
    }

    String utf8(long length) throws PickleException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** Reads up to the next line feed, which is consumed but not part of the result. */
    String line() throws PickleException {
        int start = buffer.position();
        for (int length = 0; length <= LONGEST_LINE && length < buffer.limit() - start; length++) {
            if (buffer.get(start + length) == '\n') {
                String line = utf8(length);
                buffer.get();
                return line;
            }
        }
        throw new PickleException("has a line that does not end within " + LONGEST_LINE + " bytes");
    }

    /** Checks that at least this number of bytes remains. */
    void need(long length) throws PickleException {
        if (length < 0 || length > buffer.remaining()) {
            throw new PickleException(
                    "needs " + Long.toUnsignedString(length) + " bytes where " + buffer.remaining() + " remain");
        }
    }

    private ByteBuffer little() {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
