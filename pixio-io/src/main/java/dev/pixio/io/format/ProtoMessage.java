package dev.pixio.io.format;

import com.google.protobuf.CodedOutputStream;
import dev.pixio.io.ByteContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of Protocol Buffers with fields by number, encoded by {@link CodedOutputStream}. ONNX and TensorBoard need too few
 * messages to generate classes for them. Large contents are streamed when the message is written.
 *
 * <p>A message must not change after it was added to another one. The limit of Protocol Buffers is 2 GiB; larger messages are
 * refused with an {@link ArithmeticException}.
 */
public final class ProtoMessage implements ByteContent {

    /** The size of the buffer of the encoder, in bytes. */
    private static final int BUFFER = 1 << 16;

    private interface Field {

        int size();

        /** Writes to the encoder, or, after a flush of the encoder, to the channel behind it. */
        void writeTo(CodedOutputStream encoder, WritableByteChannel channel) throws IOException;
    }

    private interface Encoding {
        void writeTo(CodedOutputStream encoder) throws IOException;
    }

    private record Small(int size, Encoding encoding) implements Field {
        @Override
        public void writeTo(CodedOutputStream encoder, WritableByteChannel channel) throws IOException {
            encoding.writeTo(encoder);
        }
    }

    private record Nested(int number, ProtoMessage message) implements Field {
        @Override
        public int size() {
            return lengthDelimitedSize(number, message.size());
        }

        @Override
        public void writeTo(CodedOutputStream encoder, WritableByteChannel channel) throws IOException {
            writeHeader(encoder, number, message.size());
            message.writeFields(encoder, channel);
        }
    }

    private record Streamed(int number, ByteContent content) implements Field {
        @Override
        public int size() {
            return lengthDelimitedSize(number, content.size());
        }

        @Override
        public void writeTo(CodedOutputStream encoder, WritableByteChannel channel) throws IOException {
            writeHeader(encoder, number, content.size());
            encoder.flush();
            content.writeTo(channel);
        }
    }

    private final List<Field> fields = new ArrayList<>();

    /** An {@code int64}, an {@code int32} or an enum. */
    public ProtoMessage int64(int field, long value) {
        return add(CodedOutputStream.computeInt64Size(field, value), encoder -> encoder.writeInt64(field, value));
    }

    /** As {@link #int64}, but zero is omitted: it is the default of proto3. */
    public ProtoMessage nonZeroInt64(int field, long value) {
        return value == 0 ? this : int64(field, value);
    }

    /** A {@code float}. */
    public ProtoMessage float32(int field, float value) {
        return add(CodedOutputStream.computeFloatSize(field, value), encoder -> encoder.writeFloat(field, value));
    }

    /** A {@code double}. */
    public ProtoMessage float64(int field, double value) {
        return add(CodedOutputStream.computeDoubleSize(field, value), encoder -> encoder.writeDouble(field, value));
    }

    /** A {@code string}, or text in a {@code bytes} field: UTF-8. */
    public ProtoMessage string(int field, String value) {
        return add(CodedOutputStream.computeStringSize(field, value), encoder -> encoder.writeString(field, value));
    }

    /** A {@code bytes} field; the array must not change until the message is written. */
    public ProtoMessage bytes(int field, byte[] value) {
        return add(
                CodedOutputStream.computeByteArraySize(field, value), encoder -> encoder.writeByteArray(field, value));
    }

    /** A {@code bytes} field that is streamed when the message is written. */
    public ProtoMessage bytes(int field, ByteContent value) {
        fields.add(new Streamed(field, value));
        return this;
    }

    /** A nested message. */
    public ProtoMessage message(int field, ProtoMessage value) {
        fields.add(new Nested(field, value));
        return this;
    }

    /** The encoded message. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(size()));
        try {
            writeTo(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // only a ByteContent that reads a file can fail
        }
        return bytes.toByteArray();
    }

    @Override
    public long size() {
        return fields.stream().mapToLong(Field::size).sum();
    }

    @Override
    public void writeTo(WritableByteChannel out) throws IOException {
        OutputStream stream = Channels.newOutputStream(out);
        CodedOutputStream encoder = CodedOutputStream.newInstance(stream, BUFFER);
        writeFields(encoder, out);
        encoder.flush();
    }

    private ProtoMessage add(int size, Encoding encoding) {
        fields.add(new Small(size, encoding));
        return this;
    }

    private void writeFields(CodedOutputStream encoder, WritableByteChannel channel) throws IOException {
        for (Field field : fields) {
            field.writeTo(encoder, channel);
        }
    }

    private static int lengthDelimitedSize(int number, long length) {
        int body = Math.toIntExact(length);
        return Math.addExact(
                CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(body), body);
    }

    private static void writeHeader(CodedOutputStream encoder, int number, long length) throws IOException {
        encoder.writeTag(number, 2); // 2: length-delimited
        encoder.writeUInt32NoTag(Math.toIntExact(length));
    }
}
