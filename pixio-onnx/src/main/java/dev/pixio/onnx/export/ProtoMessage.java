package dev.pixio.onnx.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in the wire format of Protocol Buffers, field after field. Large contents are named and not held.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the format</a>
 */
final class ProtoMessage implements Content {

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    /** Contents of fewer bytes are held, so that a file is not written in a thousand little pieces. */
    private static final int SMALL = 1 << 14;

    private final List<Content> parts = new ArrayList<>();
    private final ByteArrayOutputStream open = new ByteArrayOutputStream(); // what follows the last part

    /** A whole number or a choice. */
    ProtoMessage number(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    /** A single-precision number. */
    ProtoMessage real(int field, float value) {
        tag(field, FIXED_32);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            open.write(bits >>> shift);
        }
        return this;
    }

    /** Text in UTF-8. */
    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes that are few. */
    ProtoMessage bytes(int field, byte[] value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.length);
        open.writeBytes(value);
        return this;
    }

    /** Bytes that may be many, or a message, which must not grow any more. */
    ProtoMessage content(int field, Content value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.size());
        if (value.size() < SMALL) {
            copy(value);
        } else {
            close();
            parts.add(value);
        }
        return this;
    }

    private void copy(Content value) {
        try {
            value.writeTo(Channels.newChannel(open));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory takes everything
        }
    }

    private void tag(int field, int kind) {
        varint((long) field << 3 | kind);
    }

    /** Seven bits a byte, the lowest first; a negative number takes ten. */
    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            open.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        open.write((int) rest);
    }

    private void close() {
        if (open.size() > 0) {
            parts.add(Content.of(open.toByteArray()));
            open.reset();
        }
    }

    @Override
    public long size() {
        return open.size() + parts.stream().mapToLong(Content::size).sum();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        close();
        for (Content part : parts) {
            part.writeTo(out);
        }
    }
}
