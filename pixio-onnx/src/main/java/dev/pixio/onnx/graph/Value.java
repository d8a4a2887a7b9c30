package dev.pixio.onnx.graph;

import dev.pixio.io.ProtoMessage;
import java.util.List;

/**
 * An input or result of operators.
 *
 * @param name unique in the graph
 * @param type of its elements
 * @param shape its dimensions; {@link #BATCH} for the batch dimension
 */
public record Value(String name, ElementType type, List<Long> shape) {

    /** A dimension that is known only at run time. */
    public static final long BATCH = -1;

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
                    length == BATCH ? dimension.string(LENGTH_NAME, "batch") : dimension.int64(LENGTH, length));
        }
        ProtoMessage tensor =
                new ProtoMessage().int64(ELEMENT_TYPE, type.code()).message(SHAPE, dimensions);
        return new ProtoMessage().string(NAME, name).message(TYPE, new ProtoMessage().message(TENSOR_TYPE, tensor));
    }
}
