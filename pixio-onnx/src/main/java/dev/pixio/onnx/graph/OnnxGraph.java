package dev.pixio.onnx.graph;

import dev.pixio.io.ByteContent;
import dev.pixio.io.ProtoMessage;
import dev.pixio.torch.Tensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A graph of operators while it is put together; the shape of each value is written down with it. */
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

    /** What the graph is given. */
    public Value input(String name, ElementType type, long... shape) {
        Value value = new Value(name, type, list(shape));
        inputs.add(value);
        return value;
    }

    /** Names what the graph gives; all of it has been made by {@link #apply}. */
    public void output(Value value) {
        intermediates.remove(value);
        outputs.add(value);
    }

    /** A tensor that is part of the file. */
    public Value weight(String name, Tensor tensor, ElementType type) {
        Value value = new Value(name, type, list(Tensors.shape(tensor)));
        initializers.put(name, new Initializer(value, new Weight(tensor, type)));
        return value;
    }

    /** Whole numbers that are part of the file, such as a shape; those of the same name are the same. */
    public Value numbers(String name, long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(numbers).forEach(bytes::putLong);
        Value value = new Value(name, ElementType.INT64, List.of((long) numbers.length));
        initializers.put(name, new Initializer(value, ByteContent.of(bytes.array())));
        return value;
    }

    /** An operator with one result, which gets the operator's name and the type given. */
    public Value apply(
            String operator, String name, ElementType type, List<Long> shape, List<Value> of, Attribute... how) {
        Value result = new Value(name, type, shape);
        apply(operator, name, List.of(result), of, how);
        return result;
    }

    /** An operator with several results. */
    public void apply(String operator, String name, List<Value> results, List<Value> of, Attribute... how) {
        ProtoMessage node = new ProtoMessage();
        of.forEach(value -> node.string(INPUT, value.name()));
        results.forEach(value -> node.string(OUTPUT, value.name()));
        node.string(NAME, name).string(OPERATOR, operator);
        for (Attribute attribute : how) {
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

    /** All values but inputs, outputs and what is in the file. */
    List<Value> intermediates() {
        return intermediates;
    }

    static List<Long> list(long... shape) {
        return Arrays.stream(shape).boxed().toList();
    }
}
