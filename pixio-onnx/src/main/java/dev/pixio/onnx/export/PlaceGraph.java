package dev.pixio.onnx.export;

import dev.pixio.model.Encoder;
import dev.pixio.nn.PositionEmbedding;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What the graph knows of the places of patches. Tensors created here belong to the caller's scope.
 *
 * @param positions that are added to patches, {@code [1, N, D]}; empty if positions are rotary
 * @param rotation empty if positions are added
 */
record PlaceGraph(Optional<Value> positions, Optional<RotationGraph> rotation) {

    /** Of a grid of one size: stored in the model. */
    static PlaceGraph fixed(OnnxGraph graph, Encoder encoder, int rows, int columns, ElementType type) {
        long classes = encoder.config().classTokens();
        return new PlaceGraph(
                encoder.positions(rows, columns)
                        .map(table -> graph.weight("positions", table.narrow(1, classes, (long) rows * columns), type)),
                RotationGraph.of(graph, encoder.rotation(rows, columns), type));
    }

    /**
     * Of a grid of any size: interpolated, or rotated, in the graph.
     *
     * @param maps the embedded patches, {@code [B, D, rows, columns]}
     */
    static PlaceGraph free(OnnxGraph graph, Encoder encoder, Value maps, ElementType type) {
        Value rows = length(graph, "rows", maps, 2);
        Value columns = length(graph, "columns", maps, 3);
        return new PlaceGraph(
                encoder.positions(encoder.grid().rows(), encoder.grid().columns())
                        .map(table -> interpolated(graph, encoder, table, rows, columns))
                        .map(all -> cast(graph, "positions.cast", all, type)),
                FreeRotation.of(graph, encoder, rows, columns, type));
    }

    /** A dimension of a value, int64 {@code [1]}. */
    private static Value length(OnnxGraph graph, String name, Value of, int axis) {
        return graph.apply(
                "Shape",
                name,
                ElementType.INT64,
                List.of(1L),
                List.of(of),
                Attribute.number("start", axis),
                Attribute.number("end", axis + 1L));
    }

    /** As {@link PositionEmbedding#resizedTo}. */
    private static Value interpolated(OnnxGraph graph, Encoder encoder, Tensor table, Value rows, Value columns) {
        int height = encoder.grid().rows();
        int width = encoder.grid().columns();
        long dimension = table.size(2);
        Tensor patches = table.narrow(1, encoder.config().classTokens(), (long) height * width)
                .reshape(height, width * dimension);
        Arithmetic math = new Arithmetic(graph, "positions.");
        Value down =
                InterpolationGraph.matrix(graph, "positions.rows", rows, Value.ROWS, height, encoder.positionResize());
        Value across = InterpolationGraph.matrix(
                graph, "positions.columns", columns, Value.COLUMNS, width, encoder.positionResize());
        Value stored = graph.weight("positions.table", patches, ElementType.FLOAT);
        Value strips = math.apply("MatMul", "strips", List.of(Value.ROWS, width * dimension), down, stored);
        Value lines = math.reshaped("lines", strips, List.of(Value.ROWS, (long) width, dimension), 0, width, dimension);
        Value all = math.apply("MatMul", "grid", List.of(Value.ROWS, Value.COLUMNS, dimension), across, lines);
        return math.reshaped("all", all, List.of(1L, Value.PATCHES, dimension), 1, -1, dimension);
    }

    static Value cast(OnnxGraph graph, String name, Value value, ElementType to) {
        return value.type() == to
                ? value
                : graph.apply("Cast", name, to, value.shape(), List.of(value), Attribute.number("to", to.code()));
    }
}
