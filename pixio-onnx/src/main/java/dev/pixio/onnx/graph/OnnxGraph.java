package dev.pixio.onnx.graph;

import dev.pixio.io.ByteContent;
import dev.pixio.io.format.ProtoMessage;
import dev.pixio.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Builds a graph of operators; each value is declared with its shape. */
public final class OnnxGraph {

    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final List<Value> intermediates = new ArrayList<>();

    // NodeProto
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int NAME = 3;
    private static final int OPERATOR = 4;
    private static final int ATTRIBUTE = 5;

    /** Adds an input of the graph. */
    public Value input(String name, ElementType type, long... shape) {
        Value value = new Value(name, type, list(shape));
        inputs.add(value);
        return value;
    }

    /** Declares a result of {@link #apply} as an output of the graph. */
    public void output(Value value) {
        intermediates.remove(value);
        outputs.add(value);
    }

    /** Adds a tensor that is stored in the model. */
    public Value weight(String name, Tensor tensor, ElementType type) {
        Value value = new Value(name, type, list(Tensors.shape(tensor)));
        initializers.put(name, new Initializer(value, new Weight(tensor, type)));
        return value;
    }

    /** Adds integers that are stored in the model, such as a shape; equal names must have equal values. */
    public Value numbers(String name, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putLong);
        Value value = new Value(name, ElementType.INT64, List.of((long) numbers.length));
        initializers.put(name, new Initializer(value, ByteContent.of(bytes.array())));
        return value;
    }

    /** Adds an integer without dimensions; equal names must have equal values. */
    public Value scalar(String name, long number) {
        ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(number);
        Value value = new Value(name, ElementType.INT64, List.of());
        initializers.put(name, new Initializer(value, ByteContent.of(bytes.array())));
        return value;
    }

    /** Adds an operator with one result, which has the operator's name. */
    public Value apply(
            String operator,
            String name,
            ElementType type,
            List<Long> shape,
            List<Value> operands,
            Attribute... attributes) {
        Value result = new Value(name, type, shape);
        apply(operator, name, List.of(result), operands, attributes);
        return result;
    }

    /** Adds an operator with several results. */
    public void apply(
            String operator, String name, List<Value> results, List<Value> operands, Attribute... attributes) {
        ProtoMessage node = new ProtoMessage();
        operands.forEach(value -> node.string(INPUT, value.name()));
        results.forEach(value -> node.string(OUTPUT, value.name()));
        node.string(NAME, name).string(OPERATOR, operator);
        for (Attribute attribute : attributes) {
            node.message(ATTRIBUTE, attribute.message());
        }
        nodes.add(node);
        intermediates.addAll(results);
    }

    List<ProtoMessage> nodes() {
        return nodes;
    }

    List<Initializer> initializers() {
        return List.copyOf(initializers.values());
    }

    List<Value> inputs() {
        return inputs;
    }

    List<Value> outputs() {
        return outputs;
    }

    /** All values except inputs, outputs and stored tensors. */
    List<Value> intermediates() {
        return intermediates;
    }

    static List<Long> list(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
