package dev.pixio.onnx.export;

import dev.pixio.nn.Attention;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LinearImpl;

/**
 * Self-attention as matrix products and a softmax. ONNX has an attention operator since opset 23. With it, ONNX Runtime
 * 1.28 gives the same values on a CPU and is no faster, and this graph also runs on older versions.
 */
final class AttentionGraph {

    /** Adds a linear layer to the graph. */
    interface Linear {
        Value of(LinearImpl layer, String name, Value tokens);
    }

    private AttentionGraph() {}

    /** Attention from {@code [B, L, D]} to the same shape. */
    static Value add(
            OnnxGraph graph,
            Attention attention,
            Optional<RotationGraph> rotation,
            String name,
            Value tokens,
            Linear linear) {
        ElementType type = tokens.type();
        long length = tokens.shape().get(1);
        long width = tokens.shape().get(2);
        long heads = attention.heads();
        long headWidth = width / heads;
        Value all = linear.of(attention.qkv(), name + "qkv", tokens); // [B, L, 3 D]
        Value query = new Value(name + "query", type, tokens.shape());
        Value key = new Value(name + "key", type, tokens.shape());
        Value value = new Value(name + "value", type, tokens.shape());
        graph.apply(
                "Split",
                name + "split",
                List.of(query, key, value),
                List.of(all, graph.numbers("attention.widths", width, width, width)),
                Attribute.number("axis", 2));
        Value scale = graph.weight(
                "attention.scale", Tensors.of(new float[] {(float) (1 / Math.sqrt((double) headWidth))}, 1), type);
        Value scaled = graph.apply("Mul", name + "query.scaled", type, tokens.shape(), List.of(query, scale));
        Value scores = graph.apply(
                "MatMul",
                name + "scores",
                type,
                List.of(Value.BATCH, heads, length, length),
                List.of(
                        rotated(graph, rotation, byHead(graph, scaled, heads, 0, 2, 1, 3)),
                        keys(graph, rotation, key, heads)));
        Value weights = graph.apply(
                "Softmax", name + "weights", type, scores.shape(), List.of(scores), Attribute.number("axis", -1));
        Value mixed = graph.apply(
                "MatMul",
                name + "mixed",
                type,
                List.of(Value.BATCH, heads, length, headWidth),
                List.of(weights, byHead(graph, value, heads, 0, 2, 1, 3)));
        Value ordered = graph.apply(
                "Transpose",
                name + "mixed.ordered",
                type,
                List.of(Value.BATCH, length, heads, headWidth),
                List.of(mixed),
                Attribute.numbers("perm", 0, 2, 1, 3));
        Value joined = graph.apply(
                "Reshape",
                name + "mixed.joined",
                type,
                tokens.shape(),
                List.of(ordered, graph.numbers("attention.joined", 0, 0, width)));
        return linear.of(attention.projection(), name + "projection", joined);
    }

    private static Value rotated(OnnxGraph graph, Optional<RotationGraph> rotation, Value byHead) {
        return rotation.map(angles -> angles.apply(graph, byHead)).orElse(byHead);
    }

    /** {@code [B, heads, D / heads, L]}. */
    private static Value keys(OnnxGraph graph, Optional<RotationGraph> rotation, Value key, long heads) {
        if (rotation.isEmpty()) {
            return byHead(graph, key, heads, 0, 2, 3, 1);
        }
        Value rotated = rotated(graph, rotation, byHead(graph, key, heads, 0, 2, 1, 3));
        List<Long> shape = rotated.shape();
        return graph.apply(
                "Transpose",
                rotated.name() + ".transposed",
                rotated.type(),
                List.of(shape.get(0), shape.get(1), shape.get(3), shape.get(2)),
                List.of(rotated),
                Attribute.numbers("perm", 0, 1, 3, 2));
    }

    /** Splits {@code [B, L, D]} into {@code [B, L, heads, D / heads]} and permutes the dimensions. */
    private static Value byHead(OnnxGraph graph, Value tokens, long heads, long... order) {
        long length = tokens.shape().get(1);
        long headWidth = tokens.shape().get(2) / heads;
        List<Long> shape = List.of(Value.BATCH, length, heads, headWidth);
        Value split = graph.apply(
                "Reshape",
                tokens.name() + ".apart",
                tokens.type(),
                shape,
                List.of(tokens, graph.numbers("attention.apart", 0, 0, heads, headWidth)));
        List<Long> ordered =
                Arrays.stream(order).mapToObj(axis -> shape.get((int) axis)).toList();
        return graph.apply(
                "Transpose",
                tokens.name() + ".by_head",
                tokens.type(),
                ordered,
                List.of(split),
                Attribute.numbers("perm", order));
    }
}
