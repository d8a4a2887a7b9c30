package dev.pixio.monitor.tensorboard;

import dev.pixio.io.format.ProtoMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Values of one step: TensorBoard's {@code summary.proto}, with the fields that scalars, images and texts need. */
final class SummaryMessage {

    private static final int VALUE = 1;

    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int IMAGE = 4;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;

    /** {@code DT_STRING} of {@code types.proto}. */
    private static final int STRINGS = 7;

    private static final int RGB = 3;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    /** Bytes of the signature, of length and type of the header chunk, and of width and height. */
    private static final int PNG_HEADER = 24;

    private final ProtoMessage message = new ProtoMessage();

    /** Adds a scalar, which TensorBoard stores as {@code float}. */
    SummaryMessage scalar(String tag, double value) {
        return addValue(new ProtoMessage().string(TAG, tag).float32(SIMPLE_VALUE, (float) value));
    }

    /** Adds a scalar with the description that TensorBoard shows beside it, needed once per tag. */
    SummaryMessage scalar(String tag, double value, String description) {
        return addValue(new ProtoMessage()
                .string(TAG, tag)
                .float32(SIMPLE_VALUE, (float) value)
                .message(METADATA, metadata("scalars").string(3, description)));
    }

    /** Adds an image: the unchanged bytes of a PNG file. */
    SummaryMessage image(String tag, Path file) throws IOException {
        byte[] png = Files.readAllBytes(file);
        if (png.length < PNG_HEADER || !Arrays.equals(png, 0, PNG.length, PNG, 0, PNG.length)) {
            throw new IOException(file + " is not a PNG file");
        }
        ByteBuffer header = ByteBuffer.wrap(png);
        return addValue(new ProtoMessage()
                .string(TAG, tag)
                .message(
                        IMAGE,
                        new ProtoMessage()
                                .nonZeroInt64(1, header.getInt(20))
                                .nonZeroInt64(2, header.getInt(16))
                                .nonZeroInt64(3, RGB)
                                .bytes(4, png))
                .message(METADATA, metadata("images")));
    }

    /** Adds Markdown, as a tensor with one string. */
    SummaryMessage text(String tag, String markdown) {
        ProtoMessage shape = new ProtoMessage().message(2, new ProtoMessage().nonZeroInt64(1, 1));
        return addValue(new ProtoMessage()
                .string(TAG, tag)
                .message(
                        TENSOR,
                        new ProtoMessage()
                                .nonZeroInt64(1, STRINGS)
                                .message(2, shape)
                                .string(8, markdown))
                .message(METADATA, metadata("text")));
    }

    ProtoMessage message() {
        return message;
    }

    private SummaryMessage addValue(ProtoMessage value) {
        message.message(VALUE, value);
        return this;
    }

    private static ProtoMessage metadata(String plugin) {
        return new ProtoMessage().message(1, new ProtoMessage().string(1, plugin));
    }
}
