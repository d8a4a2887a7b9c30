package dev.pixio.onnx.graph;

import dev.pixio.io.ByteContent;
import dev.pixio.io.format.ProtoMessage;

/**
 * A tensor that is stored in the model.
 *
 * @param value its name, type and shape
 * @param content its elements in row-major order, little-endian
 */
record Initializer(Value value, ByteContent content) {

    // TensorProto and its DataLocation, StringStringEntryProto
    private static final int DIMENSIONS = 1;
    private static final int DATA_TYPE = 2;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int KEY = 1;
    private static final int TEXT = 2;

    /** A {@code TensorProto} with its elements. */
    ProtoMessage message() {
        return described().bytes(RAW_DATA, content);
    }

    /**
     * A {@code TensorProto} whose elements are in another file.
     *
     * @param file its name, beside the model
     * @param offset where in it the elements begin
     */
    ProtoMessage message(String file, long offset) {
        return described()
                .message(EXTERNAL_DATA, entry("location", file))
                .message(EXTERNAL_DATA, entry("offset", Long.toString(offset)))
                .message(EXTERNAL_DATA, entry("length", Long.toString(content.size())))
                .int64(DATA_LOCATION, EXTERNAL);
    }

    private ProtoMessage described() {
        ProtoMessage message = new ProtoMessage();
        value.shape().forEach(length -> message.int64(DIMENSIONS, length));
        return message.int64(DATA_TYPE, value.type().code()).string(NAME, value.name());
    }

    /** A {@code StringStringEntryProto}. */
    static ProtoMessage entry(String key, String text) {
        return new ProtoMessage().string(KEY, key).string(TEXT, text);
    }
}
