package dev.pixio.onnx.graph;

import dev.pixio.io.DurableFile;
import dev.pixio.io.format.ProtoMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a graph as a file, or as two: Protocol Buffers are limited to 2 GB, so larger weights are written to a second
 * file.
 *
 * @param graph the graph with its weights
 * @param metadata key-value pairs
 * @param version of Pixio
 * @param opset the version of the operator set that the graph is written for
 */
public record OnnxFile(OnnxGraph graph, Map<String, String> metadata, String version, int opset) {

    /** The newest version in use: has LayerNormalization (17), the mean with axes as an input (18) and Gelu (20). */
    public static final int OPSET = 20;

    /** The first version of the operator set with version 9 of the file format, and not 8. */
    private static final int FIRST_OF_FORMAT_9 = 19;

    /** With the newest operator set. */
    public OnnxFile(OnnxGraph graph, Map<String, String> metadata, String version) {
        this(graph, metadata, version, OPSET);
    }

    /** The most bytes of weights in one file with the graph; less than 2 GiB, because the graph needs space as well. */
    public static final long MAX_INLINE_BYTES = 2_000_000_000L;

    /** Smaller tensors, such as shapes, stay in the file of the graph: they are read before external data. */
    private static final long MIN_EXTERNAL_BYTES = 1024;

    /** Alignment of tensors in the file of weights, so that they can be memory-mapped. */
    private static final long ALIGNMENT = 4096;

    // ModelProto, OperatorSetIdProto, GraphProto
    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_PRODUCER_VERSION = 3;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_METADATA = 14;
    private static final int OPSET_VERSION = 2;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_VALUE_INFO = 13;

    /** Bytes of all weights. */
    public long weightBytes() {
        return graph.initializers().stream()
                .mapToLong(each -> each.content().size())
                .sum();
    }

    /** Writes graph and weights to one file. */
    public void write(Path file) throws IOException {
        DurableFile.writeChannel(file, model(Optional.empty())::writeTo);
    }

    /**
     * Writes graph and weights to two files.
     *
     * @param file of the graph
     * @param data of the weights, in the same folder; the graph refers to it by name
     */
    public void write(Path file, Path data) throws IOException {
        DurableFile.writeChannel(data, out -> {
            for (Initializer initializer : graph.initializers()) {
                if (isExternal(initializer)) {
                    out.position(aligned(out.position()));
                    initializer.content().writeTo(out);
                }
            }
        });
        DurableFile.writeChannel(file, model(Optional.of(data.getFileName().toString()))::writeTo);
    }

    private static boolean isExternal(Initializer initializer) {
        return initializer.content().size() >= MIN_EXTERNAL_BYTES;
    }

    private static long aligned(long position) {
        return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** A {@code ModelProto}. */
    private ProtoMessage model(Optional<String> data) {
        ProtoMessage model = new ProtoMessage()
                .int64(MODEL_IR_VERSION, opset < FIRST_OF_FORMAT_9 ? 8 : 9)
                .message(MODEL_OPSET, new ProtoMessage().int64(OPSET_VERSION, opset))
                .string(MODEL_PRODUCER, "pixio")
                .string(MODEL_PRODUCER_VERSION, version);
        metadata.forEach((key, text) -> model.message(MODEL_METADATA, Initializer.entry(key, text)));
        return model.message(MODEL_GRAPH, graphMessage(data));
    }

    private ProtoMessage graphMessage(Optional<String> data) {
        ProtoMessage encoded = new ProtoMessage();
        graph.nodes().forEach(node -> encoded.message(GRAPH_NODE, node));
        encoded.string(GRAPH_NAME, "pixio_encoder");
        long end = 0;
        for (Initializer initializer : graph.initializers()) {
            if (data.isPresent() && isExternal(initializer)) {
                long begin = aligned(end);
                encoded.message(GRAPH_INITIALIZER, initializer.message(data.get(), begin));
                end = begin + initializer.content().size();
            } else {
                encoded.message(GRAPH_INITIALIZER, initializer.message());
            }
        }
        graph.inputs().forEach(value -> encoded.message(GRAPH_INPUT, value.message()));
        graph.outputs().forEach(value -> encoded.message(GRAPH_OUTPUT, value.message()));
        graph.intermediates().forEach(value -> encoded.message(GRAPH_VALUE_INFO, value.message()));
        return encoded;
    }
}
