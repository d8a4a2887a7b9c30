package dev.pixio.onnx.graph;

import dev.pixio.io.format.ProtoMessage;

/**
 * An attribute of an operator.
 *
 * @param message an {@code AttributeProto}
 */
public record Attribute(ProtoMessage message) {

    // AttributeProto and its AttributeType
    private static final int NAME = 1;
    private static final int REAL = 2;
    private static final int NUMBER = 3;
    private static final int TEXT = 4;
    private static final int NUMBERS = 8;
    private static final int TYPE = 20;

    public static Attribute real(String name, double value) {
        return new Attribute(named(name).float32(REAL, (float) value).int64(TYPE, 1));
    }

    public static Attribute number(String name, long value) {
        return new Attribute(named(name).int64(NUMBER, value).int64(TYPE, 2));
    }

    public static Attribute text(String name, String value) {
        return new Attribute(named(name).string(TEXT, value).int64(TYPE, 3));
    }

    public static Attribute numbers(String name, long... values) {
        ProtoMessage message = named(name);
        for (long value : values) {
            message.int64(NUMBERS, value);
        }
        return new Attribute(message.int64(TYPE, 7));
    }

    private static ProtoMessage named(String name) {
        return new ProtoMessage().string(NAME, name);
    }
}
