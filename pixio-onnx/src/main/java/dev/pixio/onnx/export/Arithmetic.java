package dev.pixio.onnx.export;

import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.torch.Tensors;
import java.util.List;

/**
 * Arithmetic of single precision in a graph, with NumPy's broadcasting.
 *
 * @param graph that operators are added to
 * @param prefix of the names of all values
 */
record Arithmetic(OnnxGraph graph, String prefix) {

    private static final ElementType REAL = ElementType.FLOAT;

    /** A number that is stored in the model, {@code [1]}. */
    Value number(String name, double value) {
        return numbers(name, List.of(1L), (float) value);
    }

    /** Numbers that are stored in the model. */
    Value numbers(String name, List<Long> shape, float... values) {
        long[] lengths = shape.stream().mapToLong(Long::longValue).toArray();
        return graph.weight(prefix + name, Tensors.of(values, lengths), REAL);
    }

    /** An operator with one or two operands. */
    Value apply(String operator, String name, List<Long> shape, Value... operands) {
        return graph.apply(operator, prefix + name, REAL, shape, List.of(operands));
    }

    /** Integers as numbers of single precision. */
    Value real(String name, Value integers) {
        return graph.apply(
                "Cast", prefix + name, REAL, integers.shape(), List.of(integers), Attribute.number("to", REAL.code()));
    }

    /** The sum along the last of two dimensions, which becomes 1. */
    Value sumOfRows(String name, Value matrix) {
        return graph.apply(
                "ReduceSum",
                prefix + name,
                REAL,
                List.of(matrix.shape().get(0), 1L),
                List.of(matrix, graph.numbers("rows.axis", 1)),
                Attribute.number("keepdims", 1));
    }

    /** The same values in another shape; a negative length follows from the others, 0 is the one before. */
    Value reshaped(String name, Value values, List<Long> shape, long... lengths) {
        return graph.apply(
                "Reshape",
                prefix + name,
                values.type(),
                shape,
                List.of(values, graph.numbers(prefix + name + ".shape", lengths)));
    }

    /**
     * The centres of places along a side, counted in places: 0.5, 1.5, ...
     *
     * @param count number of places, int64 {@code [1]}
     * @param dimension of the graph that this number is
     * @return {@code [dimension, 1]}
     */
    Value centres(Value count, long dimension) {
        Value end = graph.apply("Squeeze", prefix + "count.scalar", ElementType.INT64, List.of(), List.of(count));
        Value indices = graph.apply(
                "Range",
                prefix + "indices",
                ElementType.INT64,
                List.of(dimension),
                List.of(graph.scalar(prefix + "indices.first", 0), end, graph.scalar(prefix + "indices.step", 1)));
        Value column = reshaped("column", indices, List.of(dimension, 1L), -1, 1);
        return apply("Add", "centres", column.shape(), real("column.real", column), number("half", 0.5));
    }
}
