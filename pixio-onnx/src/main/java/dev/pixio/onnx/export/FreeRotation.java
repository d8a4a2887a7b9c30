package dev.pixio.onnx.export;

import dev.pixio.model.Encoder;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.option.Rotation;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import java.util.List;
import java.util.Optional;

/** Rotary positions of a grid of any size, computed in the graph as {@link Rotation#ofGrid} computes them. */
final class FreeRotation {

    private final OnnxGraph graph;
    private final Arithmetic math;
    private final long quarter; // of a head's channels
    private final float[] frequencies;

    private FreeRotation(OnnxGraph graph, long quarter, double theta) {
        this.graph = graph;
        this.math = new Arithmetic(graph, "rotation.");
        this.quarter = quarter;
        this.frequencies = new float[(int) quarter];
        for (int i = 0; i < quarter; i++) {
            frequencies[i] = (float) (2 * Math.PI / Math.pow(theta, (double) i / quarter));
        }
    }

    /**
     * Adds the factors of queries and keys; empty without rotary positions.
     *
     * @param rows height of the grid, int64 {@code [1]}
     * @param columns width of the grid, int64 {@code [1]}
     */
    static Optional<RotationGraph> of(OnnxGraph graph, Encoder encoder, Value rows, Value columns, ElementType type) {
        PositionEncoding encoding = encoder.config().options().positions();
        if (!encoding.rotates()) {
            return Optional.empty();
        }
        long headWidth = (long) encoder.config().width() / encoder.config().heads();
        FreeRotation builder = new FreeRotation(graph, headWidth / 4, encoding.theta());
        long prefix = encoder.config().classTokens()
                + (long) encoder.config().options().registers();
        return Optional.of(builder.factors(rows, columns, prefix, type));
    }

    private RotationGraph factors(Value rows, Value columns, long prefix, ElementType type) {
        List<Long> grid = List.of(Value.ROWS, Value.COLUMNS, quarter);
        Value shape = graph.apply(
                "Concat",
                "rotation.grid",
                ElementType.INT64,
                List.of(3L),
                List.of(rows, columns, graph.numbers("rotation.quarter", quarter)),
                Attribute.number("axis", 0));
        Value down = expanded("rows", angles("rows", rows, Value.ROWS), List.of(Value.ROWS, 1L, quarter), shape, grid);
        Value across = expanded(
                "columns", angles("columns", columns, Value.COLUMNS), List.of(1L, Value.COLUMNS, quarter), shape, grid);
        Value both = joined("both", List.of(down, across), 2, List.of(Value.ROWS, Value.COLUMNS, 2 * quarter));
        Value patches = math.reshaped("patches", both, List.of(Value.PATCHES, 2 * quarter), -1, 2 * quarter);
        Value still = math.numbers("still", List.of(prefix, 2 * quarter), new float[(int) (prefix * 2 * quarter)]);
        Value half = joined("half", List.of(still, patches), 0, List.of(Value.TOKENS, 2 * quarter));
        Value all = joined("all", List.of(half, half), 1, List.of(Value.TOKENS, 4 * quarter));
        float[] signs = new float[(int) (4 * quarter)]; // the sine is negative for the first half of the channels
        for (int i = 0; i < signs.length; i++) {
            signs[i] = i < 2 * quarter ? -1 : 1;
        }
        Value sine = math.apply(
                "Mul",
                "sine.signed",
                all.shape(),
                math.apply("Sin", "sine.plain", all.shape(), all),
                math.numbers("signs", List.of(4 * quarter), signs));
        return new RotationGraph(
                byHead("cosine", math.apply("Cos", "cosine.plain", all.shape(), all), type),
                byHead("sine", sine, type));
    }

    private Value byHead(String name, Value factors, ElementType type) {
        Value shaped = math.reshaped(name, factors, List.of(1L, 1L, Value.TOKENS, 4 * quarter), 1, 1, -1, 4 * quarter);
        return PlaceGraph.cast(graph, "rotation." + name + ".cast", shaped, type);
    }

    /** Of the places along one side, {@code [count, d / 4]}. */
    private Value angles(String side, Value count, long dimension) {
        Arithmetic own = new Arithmetic(graph, "rotation." + side + ".");
        List<Long> column = List.of(dimension, 1L);
        Value shares = own.apply("Div", "shares", column, own.centres(count, dimension), own.real("count.real", count));
        Value doubled = own.apply("Mul", "doubled", column, shares, own.number("two", 2));
        Value centred = own.apply("Sub", "centred", column, doubled, own.number("one", 1)); // in -1 to 1
        return own.apply(
                "Mul",
                "angles",
                List.of(dimension, quarter),
                centred,
                own.numbers("frequencies", List.of(1L, quarter), frequencies));
    }

    private Value expanded(String side, Value angles, List<Long> shape, Value grid, List<Long> size) {
        long[] lengths =
                shape.stream().mapToLong(length -> length < 0 ? -1 : length).toArray();
        Value shaped = math.reshaped(side + ".shaped", angles, shape, lengths);
        return graph.apply("Expand", "rotation." + side + ".expanded", ElementType.FLOAT, size, List.of(shaped, grid));
    }

    private Value joined(String name, List<Value> parts, int axis, List<Long> shape) {
        return graph.apply(
                "Concat", "rotation." + name, ElementType.FLOAT, shape, parts, Attribute.number("axis", axis));
    }
}
