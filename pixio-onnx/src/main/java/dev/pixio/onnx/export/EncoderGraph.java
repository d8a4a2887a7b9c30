package dev.pixio.onnx.export;

import dev.pixio.model.Encoder;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.ChannelScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.onnx.runtime.EncoderMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Builds the graph of an encoder from standard operators, in the order of the data flow. It computes the same as {@link
 * Encoder#features}, for one image size. Tensors created here belong to the caller's scope.
 */
final class EncoderGraph {

    private final Encoder encoder;
    private final EncoderMetadata metadata;
    private final ElementType type; // of the computation
    private final OnnxGraph graph = new OnnxGraph();
    private final long width;
    private final long classes;
    private final long registers;
    private final long patches;
    private final Optional<Tensor> positions; // [1, K + N, D]
    private final Optional<RotationGraph> rotation;

    private EncoderGraph(Encoder encoder, EncoderMetadata metadata, ElementType type) {
        this.encoder = encoder;
        this.metadata = metadata;
        this.type = type;
        this.width = metadata.dimension();
        this.classes = metadata.classTokens();
        this.registers = encoder.config().options().registers();
        this.patches = metadata.patches();
        int rows = metadata.height() / metadata.patchSize();
        int columns = metadata.width() / metadata.patchSize();
        this.positions = encoder.positions(rows, columns);
        this.rotation = RotationGraph.of(graph, encoder.rotation(rows, columns), type);
    }

    /**
     * Builds the graph.
     *
     * @param metadata image size and outputs
     * @param type type of the computation; inputs and outputs are float
     */
    static OnnxGraph of(Encoder encoder, EncoderMetadata metadata, ElementType type) {
        EncoderGraph builder = new EncoderGraph(encoder, metadata, type);
        Value tokens = builder.embed();
        for (int block = 0; block < metadata.block(); block++) {
            tokens = builder.block(encoder.blocks().get(block), "blocks." + block + ".", tokens);
        }
        if (metadata.norm() == EncoderMetadata.Norm.AFTER) {
            tokens = builder.norm(encoder.finalNorm(), "norm", tokens);
        }
        builder.split(builder.cast("tokens", tokens, ElementType.FLOAT));
        return builder.graph;
    }

    /**
     * Builds the graph without outputs, for a head.
     *
     * @param blocks numbers of blocks, from 1, ascending
     * @return tokens of each after the final norm
     */
    static EncoderTokens tokens(Encoder encoder, EncoderMetadata metadata, List<Integer> blocks) {
        EncoderGraph builder = new EncoderGraph(encoder, metadata, ElementType.FLOAT);
        List<EncoderTokens.Block> read = new ArrayList<>();
        Value tokens = builder.embed();
        for (int block = 1; block <= blocks.get(blocks.size() - 1); block++) {
            tokens = builder.block(encoder.blocks().get(block - 1), "blocks." + (block - 1) + ".", tokens);
            if (blocks.contains(block)) {
                read.add(builder.parts("read" + block, builder.norm(encoder.finalNorm(), "norm" + block, tokens)));
            }
        }
        long side = metadata.patchSize();
        return new EncoderTokens(builder.graph, read, metadata.height() / side, metadata.width() / side);
    }

    /** Class tokens and patches of {@code [B, K + R + N, D]}. */
    private EncoderTokens.Block parts(String name, Value all) {
        Value classTokens = new Value(name + ".class_tokens", ElementType.FLOAT, tokens(classes));
        Value patchTokens = new Value(name + ".patch_tokens", ElementType.FLOAT, tokens(patches));
        Value unused = new Value(name + ".registers", ElementType.FLOAT, tokens(registers));
        boolean registered = registers > 0;
        graph.apply(
                "Split",
                name,
                registered ? List.of(classTokens, unused, patchTokens) : List.of(classTokens, patchTokens),
                List.of(
                        all,
                        registered
                                ? graph.numbers("read.lengths", classes, registers, patches)
                                : graph.numbers("read.lengths", classes, patches)),
                Attribute.number("axis", 1));
        return new EncoderTokens.Block(classTokens, patchTokens);
    }

    /** Class tokens, registers and patches with their positions, {@code [B, K + R + N, D]}. */
    private Value embed() {
        Value pixels = graph.input(
                EncoderMetadata.PIXELS,
                ElementType.FLOAT,
                Value.BATCH,
                metadata.channels(),
                metadata.height(),
                metadata.width());
        Value patchTokens = patchTokens(cast("pixels.cast", pixels, type));
        Value count = graph.apply(
                "Shape",
                "batch",
                ElementType.INT64,
                List.of(1L),
                List.of(pixels),
                Attribute.number("start", 0),
                Attribute.number("end", 1));
        Value classShape = graph.apply(
                "Concat",
                "class_tokens.shape",
                ElementType.INT64,
                List.of(3L),
                List.of(count, graph.numbers("class_tokens.rest", classes + registers, width)),
                Attribute.number("axis", 0));
        Tensor first = prefix(); // [1, K + R, D]
        Value classTokens = graph.apply(
                "Expand",
                "class_tokens.first",
                type,
                tokens(classes + registers),
                List.of(graph.weight("class_tokens.positioned", first, type), classShape));
        return graph.apply(
                "Concat",
                "embedded",
                type,
                tokens(classes + registers + patches),
                List.of(classTokens, patchTokens),
                Attribute.number("axis", 1));
    }

    private Tensor prefix() {
        Tensor first = positions
                .map(table -> encoder.classTokens().add(table.narrow(1, 0, classes)))
                .orElse(encoder.classTokens());
        return encoder.registers()
                .map(tokens -> torch.cat(new TensorVector(first, tokens), 1))
                .orElse(first);
    }

    /** {@code [B, C, H, W]} to {@code [B, N, D]}. */
    private Value patchTokens(Value pixels) {
        long side = metadata.patchSize();
        Value weight = graph.weight("embedding.weight", encoder.patchEmbedding().weight(), type);
        Value bias = graph.weight("embedding.bias", encoder.patchEmbedding().bias(), type);
        Value maps = graph.apply(
                "Conv",
                "embedding",
                type,
                List.of(Value.BATCH, width, metadata.height() / side, metadata.width() / side),
                List.of(pixels, weight, bias),
                Attribute.numbers("kernel_shape", side, side),
                Attribute.numbers("strides", side, side));
        Value flat = graph.apply(
                "Reshape",
                "embedding.flat",
                type,
                List.of(Value.BATCH, width, patches),
                List.of(maps, graph.numbers("embedding.flat.shape", 0, width, patches)));
        Value rows = graph.apply(
                "Transpose",
                "embedding.rows",
                type,
                tokens(patches),
                List.of(flat),
                Attribute.numbers("perm", 0, 2, 1));
        return positions
                .map(table -> add(
                        "embedding.positioned",
                        rows,
                        graph.weight("positions", table.narrow(1, classes, patches), type)))
                .orElse(rows);
    }

    private Value block(TransformerBlock block, String name, Value tokens) {
        Value normed = norm(block.norm1(), name + "norm1", tokens);
        Value attended =
                AttentionGraph.add(graph, block.attention(), rotation, name + "attention.", normed, this::linear);
        Value residual = add(name + "attended", tokens, scaled(block.scale1(), name + "layer_scale1", attended));
        Value hidden = linear(block.mlp().expand(), name + "mlp.expand", norm(block.norm2(), name + "norm2", residual));
        Value active = block.mlp().kind() == MlpKind.GELU
                ? graph.apply("Gelu", name + "mlp.gelu", type, hidden.shape(), List.of(hidden))
                : gated(name + "mlp.", hidden);
        Value added = linear(block.mlp().contract(), name + "mlp.contract", active);
        return add(name + "out", residual, scaled(block.scale2(), name + "layer_scale2", added));
    }

    private Value scaled(Optional<ChannelScale> scale, String name, Value branch) {
        return scale.map(channels -> multiply(name, branch, graph.weight(name + ".gamma", channels.gamma(), type)))
                .orElse(branch);
    }

    /** The first half of the values, through SiLU, times the second. */
    private Value gated(String name, Value hidden) {
        long half = hidden.shape().get(2) / 2;
        List<Long> shape = List.of(Value.BATCH, hidden.shape().get(1), half);
        Value gate = new Value(name + "gate", type, shape);
        Value value = new Value(name + "value", type, shape);
        graph.apply(
                "Split",
                name + "halves",
                List.of(gate, value),
                List.of(hidden, graph.numbers("mlp.halves", half, half)),
                Attribute.number("axis", 2));
        Value sigmoid = graph.apply("Sigmoid", name + "sigmoid", type, shape, List.of(gate));
        return multiply(name + "gated", multiply(name + "silu", gate, sigmoid), value);
    }

    private Value multiply(String name, Value left, Value right) {
        return graph.apply("Mul", name, type, left.shape(), List.of(left, right));
    }

    private Value norm(LayerNormImpl norm, String name, Value tokens) {
        return graph.apply(
                "LayerNormalization",
                name,
                type,
                tokens.shape(),
                List.of(
                        tokens,
                        graph.weight(name + ".weight", norm.weight(), type),
                        graph.weight(name + ".bias", norm.bias(), type)),
                Attribute.number("axis", -1),
                Attribute.real("epsilon", norm.options().eps().get()));
    }

    /** {@code [B, L, in]} to {@code [B, L, out]}. */
    private Value linear(LinearImpl linear, String name, Value tokens) {
        Tensor weight = linear.weight().t(); // [in, out], for rows times matrix
        List<Long> shape = List.of(Value.BATCH, tokens.shape().get(1), weight.size(1));
        Value product = graph.apply(
                "MatMul",
                name + ".product",
                type,
                shape,
                List.of(tokens, graph.weight(name + ".weight", weight, type)));
        return add(name, product, graph.weight(name + ".bias", linear.bias(), type));
    }

    private Value add(String name, Value left, Value right) {
        return graph.apply("Add", name, type, left.shape(), List.of(left, right));
    }

    private Value cast(String name, Value value, ElementType to) {
        return value.type() == to
                ? value
                : graph.apply("Cast", name, to, value.shape(), List.of(value), Attribute.number("to", to.code()));
    }

    /** Splits the tokens into the outputs. */
    private void split(Value tokens) {
        Value classTokens = new Value(EncoderMetadata.CLASS_TOKENS, ElementType.FLOAT, tokens(classes));
        Value patchTokens = new Value(EncoderMetadata.PATCH_TOKENS, ElementType.FLOAT, tokens(patches));
        boolean registered = registers > 0;
        Value unused = new Value("registers", ElementType.FLOAT, tokens(registers)); // no output of the graph
        graph.apply(
                "Split",
                "split",
                registered ? List.of(classTokens, unused, patchTokens) : List.of(classTokens, patchTokens),
                List.of(
                        tokens,
                        registered
                                ? graph.numbers("split.lengths", classes, registers, patches)
                                : graph.numbers("split.lengths", classes, patches)),
                Attribute.number("axis", 1));
        Value pooled = graph.apply(
                "ReduceMean",
                EncoderMetadata.POOLED,
                ElementType.FLOAT,
                List.of(Value.BATCH, width),
                List.of(classTokens, graph.numbers("pooled.axes", 1)),
                Attribute.number("keepdims", 0));
        List.of(classTokens, patchTokens, pooled).forEach(graph::output);
    }

    private List<Long> tokens(long count) {
        return List.of(Value.BATCH, count, width);
    }
}
