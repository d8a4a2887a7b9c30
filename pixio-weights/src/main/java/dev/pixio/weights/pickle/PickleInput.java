package dev.pixio.weights.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle: hands out only what is there. */
final class PickleInput {

    /** A line of protocol 0 that is no text: a number, a name. */
    private static final int LONGEST_LINE = 1000;

    private final ByteBuffer buffer;
    private final int longestText;

    PickleInput(ByteBuffer buffer, int longestText) {
        this.buffer = buffer;
        this.longestText = longestText;
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

    /** Lengths of eight bytes; one with the highest bit set is beyond any file and comes out negative. */
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
        if (length > longestText) {
            throw new PickleException("has a text of " + length + " bytes; the most that is read is " + longestText);
        }
        byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return bytes;
    }

    String utf8(long length) throws PickleException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /** Up to the end of the line, which is taken but not given. */
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

    /** Checks that so many bytes are left. */
    void need(long length) throws PickleException {
        if (length < 0 || length > buffer.remaining()) {
            throw new PickleException(
                    "asks for " + Long.toUnsignedString(length) + " bytes where " + buffer.remaining() + " are left");
        }
    }

    private ByteBuffer little() {
        return buffer.order(ByteOrder.LITTLE_ENDIAN);
    }
}
