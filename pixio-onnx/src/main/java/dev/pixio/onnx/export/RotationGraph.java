package dev.pixio.onnx.export;

import dev.pixio.nn.option.Rotation;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Rotary positions as stored factors of queries and keys.
 *
 * @param cosine {@code [1, 1, L, d]}
 * @param sine {@code [1, 1, L, d]}, negative for the first half of a head's channels
 */
record RotationGraph(Value cosine, Value sine) {

    /** Stores the factors; empty without rotary positions. */
    static Optional<RotationGraph> of(OnnxGraph graph, Rotation rotation, ElementType type) {
        return rotation.angles().map(angles -> {
            long half = angles.sine().size(3) / 2;
            Tensor signed = torch.cat(
                    new TensorVector(
                            angles.sine().narrow(3, 0, half).neg(),
                            angles.sine().narrow(3, half, half)),
                    3);
            return new RotationGraph(
                    graph.weight("rotation.cosine", angles.cosine(), type),
                    graph.weight("rotation.sine", signed, type));
        });
    }

    /** Queries or keys {@code [B, heads, L, d]}, rotated. */
    Value apply(OnnxGraph graph, Value byHead) {
        String name = byHead.name();
        long half = byHead.shape().get(3) / 2;
        List<Long> halfShape = List.of(
                byHead.shape().get(0), byHead.shape().get(1), byHead.shape().get(2), half);
        Value first = new Value(name + ".first", byHead.type(), halfShape);
        Value second = new Value(name + ".second", byHead.type(), halfShape);
        graph.apply(
                "Split",
                name + ".halves",
                List.of(first, second),
                List.of(byHead, graph.numbers("rotation.halves", half, half)),
                Attribute.number("axis", 3));
        Value turned = graph.apply(
                "Concat",
                name + ".turned",
                byHead.type(),
                byHead.shape(),
                List.of(second, first),
                Attribute.number("axis", 3));
        Value kept = graph.apply("Mul", name + ".cosine", byHead.type(), byHead.shape(), List.of(byHead, cosine));
        Value moved = graph.apply("Mul", name + ".sine", byHead.type(), byHead.shape(), List.of(turned, sine));
        return graph.apply("Add", name + ".rotated", byHead.type(), byHead.shape(), List.of(kept, moved));
    }
}
