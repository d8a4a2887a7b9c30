package dev.pixio.onnx.graph;

import dev.pixio.io.format.ProtoMessage;
import java.util.List;

/**
 * An input or result of operators.
 *
 * @param name unique in the graph
 * @param type of its elements
 * @param shape its dimensions; a negative one, such as {@link #BATCH}, is known only at run time
 */
public record Value(String name, ElementType type, List<Long> shape) {

    /** Number of images. */
    public static final long BATCH = -1;

    /** Height of the images in pixels, where it is free. */
    public static final long HEIGHT = -2;

    /** Width of the images in pixels, where it is free. */
    public static final long WIDTH = -3;

    /** Height of the grid in patches, where it is free. */
    public static final long ROWS = -4;

    /** Width of the grid in patches, where it is free. */
    public static final long COLUMNS = -5;

    /** Number of patches, where it is free. */
    public static final long PATCHES = -6;

    /** Number of tokens, where it is free. */
    public static final long TOKENS = -7;

    /** Names of the dimensions that are known only at run time. */
    private static final List<String> NAMES =
            List.of("batch", "height", "width", "rows", "columns", "patches", "tokens");

    // ValueInfoProto, TypeProto, TypeProto.Tensor, TensorShapeProto, TensorShapeProto.Dimension
    private static final int NAME = 1;
    private static final int TYPE = 2;
    private static final int TENSOR_TYPE = 1;
    private static final int ELEMENT_TYPE = 1;
    private static final int SHAPE = 2;
    private static final int DIMENSION = 1;
    private static final int LENGTH = 1;
    private static final int LENGTH_NAME = 2;

    public Value {
        shape = List.copyOf(shape);
    }

    /** A {@code ValueInfoProto}. */
    ProtoMessage message() {
        ProtoMessage dimensions = new ProtoMessage();
        for (long length : shape) {
            ProtoMessage dimension = new ProtoMessage();
            dimensions.message(
                    DIMENSION,
                    length < 0
                            ? dimension.string(LENGTH_NAME, NAMES.get((int) (-1 - length)))
                            : dimension.int64(LENGTH, length));
        }
        ProtoMessage tensor =
                new ProtoMessage().int64(ELEMENT_TYPE, type.code()).message(SHAPE, dimensions);
        return new ProtoMessage().string(NAME, name).message(TYPE, new ProtoMessage().message(TENSOR_TYPE, tensor));
    }
}
