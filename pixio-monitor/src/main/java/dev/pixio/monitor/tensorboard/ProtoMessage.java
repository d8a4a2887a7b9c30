package dev.pixio.monitor.tensorboard;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message, written field by field (protobuf.dev, "Encoding"). */
final class ProtoMessage {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** An {@code int32}, {@code int64} or enum; zero is what a reader takes for one that is not there. */
    ProtoMessage whole(int field, long value) {
        return value == 0 ? this : key(field, VARINT).varint(value);
    }

    ProtoMessage real64(int field, double value) {
        return key(field, FIXED_64).littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    ProtoMessage real32(int field, float value) {
        return key(field, FIXED_32).littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    }

    ProtoMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtoMessage message(int field, ProtoMessage value) {
        return bytes(field, value.toBytes());
    }

    ProtoMessage bytes(int field, byte[] value) {
        key(field, LENGTH_DELIMITED).varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private ProtoMessage key(int field, int wireType) {
        return varint(((long) field << 3) | wireType);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private ProtoMessage varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
        return this;
    }

    private ProtoMessage littleEndian(long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes.write((int) (value >>> (Byte.SIZE * i)));
        }
        return this;
    }
}
