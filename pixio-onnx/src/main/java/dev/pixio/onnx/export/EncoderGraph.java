package dev.pixio.onnx.export;

import dev.pixio.model.Encoder;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.ChannelScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxFile;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Builds the graph of an encoder from standard operators, in the order of the data flow. It computes the same as {@link
 * Encoder#features}, for one image size or for any. Tensors created here belong to the caller's scope.
 */
final class EncoderGraph {

    private static final int FIRST_WITH_GELU = 20;
    private static final int FIRST_WITH_AXES_AS_INPUT = 18;

    private final Encoder encoder;
    private final EncoderMetadata metadata;
    private final ElementType type; // of the computation
    private final int opset;
    private final OnnxGraph graph = new OnnxGraph();
    private final LinearGraph linear;
    private final long width;
    private final long classes;
    private final long registers;
    private final boolean free; // the image size
    private final long patches;
    private final long length; // number of tokens
    private final Value pixels; // [B, C, H, W]
    private final Value maps; // [B, D, rows, columns]
    private final PlaceGraph places;

    private EncoderGraph(Encoder encoder, EncoderMetadata metadata, ExportOptions.Numbers numbers, int opset) {
        this.encoder = encoder;
        this.metadata = metadata;
        this.type = numbers.type();
        this.opset = opset;
        this.linear = new LinearGraph(graph, numbers);
        this.width = metadata.dimension();
        this.classes = metadata.classTokens();
        this.registers = encoder.config().options().registers();
        this.free = metadata.sizes() == EncoderMetadata.Sizes.FREE;
        this.patches = free ? Value.PATCHES : metadata.patches();
        this.length = free ? Value.TOKENS : classes + registers + patches;
        this.pixels = graph.input(
                EncoderMetadata.PIXELS,
                ElementType.FLOAT,
                Value.BATCH,
                metadata.channels(),
                free ? Value.HEIGHT : metadata.height(),
                free ? Value.WIDTH : metadata.width());
        int rows = metadata.height() / metadata.patchSize();
        int columns = metadata.width() / metadata.patchSize();
        this.maps = maps(free ? Value.ROWS : rows, free ? Value.COLUMNS : columns);
        this.places = free
                ? PlaceGraph.free(graph, encoder, maps, type)
                : PlaceGraph.fixed(graph, encoder, rows, columns, type);
    }

    /**
     * Builds the graph.
     *
     * @param metadata image size and outputs
     * @param numbers of the computation; inputs and outputs are float
     * @param opset the version of the operator set
     */
    static OnnxGraph of(Encoder encoder, EncoderMetadata metadata, ExportOptions.Numbers numbers, int opset) {
        EncoderGraph builder = new EncoderGraph(encoder, metadata, numbers, opset);
        Value tokens = builder.embed();
        for (int block = 0; block < metadata.block(); block++) {
            tokens = builder.block(encoder.blocks().get(block), "blocks." + block + ".", tokens);
        }
        if (metadata.norm() == EncoderMetadata.Norm.AFTER) {
            tokens = builder.norm(encoder.finalNorm(), "norm", tokens);
        }
        builder.output(PlaceGraph.cast(builder.graph, "tokens", tokens, ElementType.FLOAT));
        return builder.graph;
    }

    /**
     * Builds the graph without outputs, for a head.
     *
     * @param blocks numbers of blocks, from 1, ascending
     * @return tokens of each after the final norm
     */
    static EncoderTokens tokens(Encoder encoder, EncoderMetadata metadata, List<Integer> blocks) {
        EncoderGraph builder = new EncoderGraph(encoder, metadata, ExportOptions.Numbers.FP32, OnnxFile.OPSET);
        List<EncoderTokens.Block> read = new ArrayList<>();
        Value tokens = builder.embed();
        for (int block = 1; block <= blocks.get(blocks.size() - 1); block++) {
            tokens = builder.block(encoder.blocks().get(block - 1), "blocks." + (block - 1) + ".", tokens);
            if (blocks.contains(block)) {
                Value normed = builder.norm(encoder.finalNorm(), "norm" + block, tokens);
                String name = "read" + block;
                read.add(builder.parts(name + ".class_tokens", name + ".patch_tokens", normed));
            }
        }
        long side = metadata.patchSize();
        return new EncoderTokens(builder.graph, read, metadata.height() / side, metadata.width() / side);
    }

    /** Class tokens and patches of {@code [B, K + R + N, D]}. */
    private EncoderTokens.Block parts(String classTokens, String patchTokens, Value all) {
        return new EncoderTokens.Block(
                part(classTokens, all, "class_tokens", 0, classes, classes),
                part(patchTokens, all, "patch_tokens", classes + registers, Long.MAX_VALUE, patches));
    }

    /** Some of the tokens. */
    private Value part(String name, Value all, String kind, long from, long to, long count) {
        return graph.apply(
                "Slice",
                name,
                ElementType.FLOAT,
                tokens(count),
                List.of(
                        all,
                        graph.numbers(kind + ".from", from),
                        graph.numbers(kind + ".to", to),
                        graph.numbers("tokens.axis", 1)));
    }

    /** Class tokens, registers and patches with their positions, {@code [B, K + R + N, D]}. */
    private Value embed() {
        Value patchTokens = patchTokens();
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
                tokens(length),
                List.of(classTokens, patchTokens),
                Attribute.number("axis", 1));
    }

    private Tensor prefix() {
        Tensor first = encoder.positions(encoder.grid().rows(), encoder.grid().columns()) // the same for any grid
                .map(table -> encoder.classTokens().add(table.narrow(1, 0, classes)))
                .orElse(encoder.classTokens());
        return encoder.registers()
                .map(tokens -> torch.cat(new TensorVector(first, tokens), 1))
                .orElse(first);
    }

    /** Embedded patches, {@code [B, D, rows, columns]}. */
    private Value maps(long rows, long columns) {
        long side = metadata.patchSize();
        Value weight = graph.weight("embedding.weight", encoder.patchEmbedding().weight(), type);
        Value bias = graph.weight("embedding.bias", encoder.patchEmbedding().bias(), type);
        return graph.apply(
                "Conv",
                "embedding",
                type,
                List.of(Value.BATCH, width, rows, columns),
                List.of(PlaceGraph.cast(graph, "pixels.cast", pixels, type), weight, bias),
                Attribute.numbers("kernel_shape", side, side),
                Attribute.numbers("strides", side, side));
    }

    /** Patches with their positions, {@code [B, N, D]}. */
    private Value patchTokens() {
        Value flat = graph.apply(
                "Reshape",
                "embedding.flat",
                type,
                List.of(Value.BATCH, width, patches),
                List.of(maps, graph.numbers("embedding.flat.shape", 0, width, -1)));
        Value rows = graph.apply(
                "Transpose",
                "embedding.rows",
                type,
                tokens(patches),
                List.of(flat),
                Attribute.numbers("perm", 0, 2, 1));
        return places.positions()
                .map(table -> add("embedding.positioned", rows, table))
                .orElse(rows);
    }

    private Value block(TransformerBlock block, String name, Value tokens) {
        Value normed = norm(block.norm1(), name + "norm1", tokens);
        Value attended = AttentionGraph.add(
                graph, block.attention(), places.rotation(), name + "attention.", normed, linear::of);
        Value residual = add(name + "attended", tokens, scaled(block.scale1(), name + "layer_scale1", attended));
        Value hidden =
                linear.of(block.mlp().expand(), name + "mlp.expand", norm(block.norm2(), name + "norm2", residual));
        Value active =
                block.mlp().kind() == MlpKind.GELU ? gelu(name + "mlp.gelu", hidden) : gated(name + "mlp.", hidden);
        Value added = linear.of(block.mlp().contract(), name + "mlp.contract", active);
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

    private Value add(String name, Value left, Value right) {
        return graph.apply("Add", name, type, left.shape(), List.of(left, right));
    }

    /** The tokens as outputs of the graph. */
    private void output(Value tokens) {
        EncoderTokens.Block parts = parts(EncoderMetadata.CLASS_TOKENS, EncoderMetadata.PATCH_TOKENS, tokens);
        List.of(parts.classTokens(), parts.patchTokens(), mean(parts.classTokens()))
                .forEach(graph::output);
    }

    private Value mean(Value classTokens) {
        boolean input = opset >= FIRST_WITH_AXES_AS_INPUT;
        List<Value> operands = input ? List.of(classTokens, graph.numbers("pooled.axes", 1)) : List.of(classTokens);
        List<Attribute> attributes = new ArrayList<>(List.of(Attribute.number("keepdims", 0)));
        if (!input) {
            attributes.add(Attribute.numbers("axes", 1));
        }
        return graph.apply(
                "ReduceMean",
                EncoderMetadata.POOLED,
                ElementType.FLOAT,
                List.of(Value.BATCH, width),
                operands,
                attributes.toArray(Attribute[]::new));
    }

    /** {@code x (1 + erf(x / sqrt 2)) / 2}, as one operator where there is one. */
    private Value gelu(String name, Value hidden) {
        if (opset >= FIRST_WITH_GELU) {
            return graph.apply("Gelu", name, type, hidden.shape(), List.of(hidden));
        }
        Value scaled = multiply(name + ".scaled", hidden, constant("gelu.root", Math.sqrt(0.5)));
        Value erf = graph.apply("Erf", name + ".erf", type, hidden.shape(), List.of(scaled));
        Value shifted = add(name + ".shifted", erf, constant("gelu.one", 1));
        return multiply(name, multiply(name + ".product", hidden, shifted), constant("gelu.half", 0.5));
    }

    private Value constant(String name, double value) {
        return graph.weight(name, Tensors.of(new float[] {(float) value}, 1), type);
    }

    private List<Long> tokens(long count) {
        return List.of(Value.BATCH, count, width);
    }
}
