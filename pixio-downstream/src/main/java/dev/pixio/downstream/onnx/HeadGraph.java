package dev.pixio.downstream.onnx;

import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.embed.Pooling;
import dev.pixio.onnx.export.EncoderTokens;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.onnx.runtime.TaskMetadata;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/** Adds a head to the graph of an encoder, from standard operators. Tensors created here belong to the caller's scope. */
final class HeadGraph {

    private static final ElementType TYPE = ElementType.FLOAT;
    private static final double BATCH_NORM_EPSILON = 1e-5;

    /** An optional operand that is not given. */
    private static final Value NONE = new Value("", TYPE, List.of());

    private final TaskModel model;
    private final EncoderTokens tokens;
    private final OnnxGraph graph;
    private final Map<String, Tensor> weights;

    private HeadGraph(TaskModel model, EncoderTokens tokens) {
        this.model = model;
        this.tokens = tokens;
        this.graph = tokens.graph();
        this.weights = Tensors.state(model.head().module());
    }

    /** Adds the head of a model, and {@link TaskMetadata#ESTIMATES} as the graph's output. */
    static void add(TaskModel model, EncoderTokens tokens) {
        HeadGraph head = new HeadGraph(model, tokens);
        head.graph.output(head.estimates());
    }

    private Value estimates() {
        if (model.spec().head() instanceof HeadSpec.Pooled pooled) {
            Value scores = classScores(pooled.pooling());
            return softmax(scores);
        }
        HeadSpec.Dense dense = (HeadSpec.Dense) model.spec().head();
        Value small = dense.kind() == HeadKind.LINEAR ? linear() : dpt();
        Value scores = resize(
                "head.scores.resized",
                small,
                model.spec().input().height(),
                model.spec().input().width());
        if (model.spec().task() instanceof DepthEstimation depth) {
            Value shares = graph.apply("Sigmoid", "head.shares", TYPE, scores.shape(), List.of(scores));
            Value largest = graph.weight(
                    "head.largest_depth",
                    Tensors.of(new float[] {(float) depth.range().max()}, 1),
                    TYPE);
            return graph.apply("Mul", TaskMetadata.ESTIMATES, TYPE, scores.shape(), List.of(shares, largest));
        }
        return softmax(scores);
    }

    private Value softmax(Value scores) {
        return graph.apply(
                "Softmax", TaskMetadata.ESTIMATES, TYPE, scores.shape(), List.of(scores), Attribute.number("axis", 1));
    }

    /** {@code [B, classes]}. */
    private Value classScores(Pooling pooling) {
        EncoderTokens.Block last = tokens.blocks().get(0);
        Value pooled = switch (pooling) {
            case CLASS_MEAN -> mean("head.pooled", last.classTokens(), 0);
            case PATCH_MEAN -> mean("head.pooled", last.patchTokens(), 0);
            default -> {
                long wide = last.classTokens().shape().get(1)
                        * last.classTokens().shape().get(2);
                yield graph.apply(
                        "Reshape",
                        "head.pooled",
                        TYPE,
                        List.of(Value.BATCH, wide),
                        List.of(last.classTokens(), graph.numbers("head.pooled.shape", 0, wide)));
            }
        };
        Tensor weight = weight("classifier.weight").t(); // [in, classes]
        List<Long> shape = List.of(Value.BATCH, weight.size(1));
        Value product = graph.apply(
                "MatMul",
                "head.product",
                TYPE,
                shape,
                List.of(pooled, graph.weight("head.classifier.weight", weight, TYPE)));
        return graph.apply(
                "Add",
                "head.class_scores",
                TYPE,
                shape,
                List.of(product, graph.weight("head.classifier.bias", weight("classifier.bias"), TYPE)));
    }

    /** The mean of tokens {@code [B, L, D]}: {@code [B, D]}, or {@code [B, 1, D]} if the dimension is kept. */
    private Value mean(String name, Value all, long keptDimension) {
        long width = all.shape().get(2);
        return graph.apply(
                "ReduceMean",
                name,
                TYPE,
                keptDimension == 1 ? List.of(Value.BATCH, 1L, width) : List.of(Value.BATCH, width),
                List.of(all, graph.numbers("head.token_axis", 1)),
                Attribute.number("keepdims", keptDimension));
    }

    /** Patch tokens, and the mean of the class tokens at every position: {@code [B, 2D, rows, columns]}. */
    private Value maps(int index) {
        EncoderTokens.Block block = tokens.blocks().get(index);
        String name = "head.maps" + index;
        long patches = block.patchTokens().shape().get(1);
        long width = block.patchTokens().shape().get(2);
        Value mean = mean(name + ".mean", block.classTokens(), 1);
        Value wide = graph.apply(
                "Expand",
                name + ".mean.wide",
                TYPE,
                block.patchTokens().shape(),
                List.of(mean, graph.numbers("head.patches", 1, patches, 1)));
        Value both = graph.apply(
                "Concat",
                name + ".tokens",
                TYPE,
                List.of(Value.BATCH, patches, 2 * width),
                List.of(block.patchTokens(), wide),
                Attribute.number("axis", 2));
        Value turned = graph.apply(
                "Transpose",
                name + ".turned",
                TYPE,
                List.of(Value.BATCH, 2 * width, patches),
                List.of(both),
                Attribute.numbers("perm", 0, 2, 1));
        return graph.apply(
                "Reshape",
                name,
                TYPE,
                List.of(Value.BATCH, 2 * width, tokens.rows(), tokens.columns()),
                List.of(turned, graph.numbers("head.map_shape", 0, 2 * width, tokens.rows(), tokens.columns())));
    }

    private Value linear() {
        Value maps = maps(0);
        List<Value> operands = new ArrayList<>(List.of(maps));
        for (String each : List.of("weight", "bias", "running_mean", "running_var")) {
            operands.add(graph.weight("head.normalization." + each, weight("normalization." + each), TYPE));
        }
        Value normalized = graph.apply(
                "BatchNormalization",
                "head.normalized",
                TYPE,
                maps.shape(),
                operands,
                Attribute.real("epsilon", BATCH_NORM_EPSILON));
        return convolution("classifier", normalized, 1);
    }

    private Value dpt() {
        List<Value> levels = new ArrayList<>();
        for (int level = 0; level < DptShape.LEVELS; level++) {
            Value projected = convolution("projection" + level, maps(level), 1);
            Value sized = switch (level) {
                case 0 -> transposed("times4", projected, 4);
                case 1 -> transposed("times2", projected, 2);
                case 2 -> projected;
                default -> convolution("halve", projected, 2);
            };
            levels.add(convolution("level" + level, sized, 1));
        }
        Value fused = levels.get(DptShape.LEVELS - 1);
        for (int level = DptShape.LEVELS - 1; level >= 0; level--) {
            Value here = levels.get(level);
            if (level < DptShape.LEVELS - 1) {
                fused = add("fused" + level, fused, residual("lateral" + level, here));
            }
            long height = level > 0
                    ? levels.get(level - 1).shape().get(2)
                    : 2 * here.shape().get(2);
            long width = level > 0
                    ? levels.get(level - 1).shape().get(3)
                    : 2 * here.shape().get(3);
            String name = "fusion" + level;
            Value resized = resize("head." + name + ".resized", residual(name + ".refinement", fused), height, width);
            fused = convolution(name + ".projection", resized, 1);
        }
        return convolution("scores", relu("output", convolution("output", fused, 1)), 1);
    }

    private Value residual(String name, Value maps) {
        Value first = convolution(name + ".first", relu(name + ".first.in", maps), 1);
        return add(name, convolution(name + ".second", relu(name + ".second.in", first), 1), maps);
    }

    private Value relu(String name, Value maps) {
        return graph.apply("Relu", "head." + name + ".relu", TYPE, maps.shape(), List.of(maps));
    }

    private Value add(String name, Value left, Value right) {
        return graph.apply("Add", "head." + name + ".sum", TYPE, left.shape(), List.of(left, right));
    }

    /** A convolution whose output has the size of its input, divided by the stride and rounded up. */
    private Value convolution(String name, Value maps, long stride) {
        Tensor weight = weight(name + ".weight"); // [out, in, kernel, kernel]
        long kernel = weight.size(2);
        long pad = kernel / 2;
        List<Value> operands = new ArrayList<>(List.of(maps, graph.weight("head." + name + ".weight", weight, TYPE)));
        Tensor bias = weights.get(name + ".bias");
        if (bias != null) {
            operands.add(graph.weight("head." + name + ".bias", bias, TYPE));
        }
        return graph.apply(
                "Conv",
                "head." + name,
                TYPE,
                List.of(
                        Value.BATCH,
                        weight.size(0),
                        (maps.shape().get(2) + stride - 1) / stride,
                        (maps.shape().get(3) + stride - 1) / stride),
                operands,
                Attribute.numbers("kernel_shape", kernel, kernel),
                Attribute.numbers("strides", stride, stride),
                Attribute.numbers("pads", pad, pad, pad, pad));
    }

    private Value transposed(String name, Value maps, long factor) {
        Tensor weight = weight(name + ".weight"); // [channels, channels, factor, factor]
        return graph.apply(
                "ConvTranspose",
                "head." + name,
                TYPE,
                List.of(
                        Value.BATCH,
                        weight.size(1),
                        factor * maps.shape().get(2),
                        factor * maps.shape().get(3)),
                List.of(
                        maps,
                        graph.weight("head." + name + ".weight", weight, TYPE),
                        graph.weight("head." + name + ".bias", weight(name + ".bias"), TYPE)),
                Attribute.numbers("kernel_shape", factor, factor),
                Attribute.numbers("strides", factor, factor));
    }

    /** Bilinear, with aligned corners. */
    private Value resize(String name, Value maps, long height, long width) {
        return graph.apply(
                "Resize",
                name,
                TYPE,
                List.of(Value.BATCH, maps.shape().get(1), height, width),
                List.of(maps, NONE, NONE, graph.numbers(name + ".size", height, width)),
                Attribute.text("mode", "linear"),
                Attribute.text("coordinate_transformation_mode", "align_corners"),
                Attribute.numbers("axes", 2, 3));
    }

    private Tensor weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }
}
