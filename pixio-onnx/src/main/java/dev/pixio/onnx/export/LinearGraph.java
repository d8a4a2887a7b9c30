package dev.pixio.onnx.export;

import dev.pixio.onnx.graph.Attribute;
import dev.pixio.onnx.graph.ElementType;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import java.util.List;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Linear layers in a graph, {@code [B, L, in]} to {@code [B, L, out]}.
 *
 * @param graph that operators are added to
 * @param numbers precision of the matrix product
 */
record LinearGraph(OnnxGraph graph, ExportOptions.Numbers numbers) {

    /** The whole number that stands for 0 in quantised weights. */
    private static final int ZERO = 128;

    private static final double LARGEST = 127;

    Value of(LinearImpl linear, String name, Value tokens) {
        Tensor weight = linear.weight().t(); // [in, out], for rows times matrix
        List<Long> shape = List.of(Value.BATCH, tokens.shape().get(1), weight.size(1));
        Value product = numbers == ExportOptions.Numbers.INT8
                ? quantized(name, weight, tokens, shape)
                : graph.apply(
                        "MatMul",
                        name + ".product",
                        tokens.type(),
                        shape,
                        List.of(tokens, graph.weight(name + ".weight", weight, tokens.type())));
        Value bias = graph.weight(name + ".bias", linear.bias(), tokens.type());
        return graph.apply("Add", name, tokens.type(), shape, List.of(product, bias));
    }

    /**
     * As {@code quantize_dynamic} of ONNX Runtime: tokens are scaled to 8 bits by their range at run time, weights by the largest of
     * each output. Weights are unsigned, because products of unsigned with signed bytes saturate on processors without VNNI.
     */
    private Value quantized(String name, Tensor weight, Value tokens, List<Long> shape) {
        Value bytes = new Value(name + ".bytes", ElementType.UINT8, tokens.shape());
        Value scale = new Value(name + ".scale", ElementType.FLOAT, List.of());
        Value zero = new Value(name + ".zero", ElementType.UINT8, List.of());
        graph.apply("DynamicQuantizeLinear", name + ".quantize", List.of(bytes, scale, zero), List.of(tokens));
        Tensor scales = weight.abs()
                .amax(new long[] {0}, false)
                .div(new Scalar(LARGEST))
                .clamp_min(new Scalar(1e-30));
        Tensor whole = weight.div(scales)
                .round()
                .clamp(new ScalarOptional(new Scalar(-LARGEST)), new ScalarOptional(new Scalar(LARGEST)))
                .add(new Scalar((double) ZERO));
        Value sums = graph.apply(
                "MatMulInteger",
                name + ".sums",
                ElementType.INT32,
                shape,
                List.of(
                        bytes,
                        graph.weight(name + ".weight", whole, ElementType.UINT8),
                        zero,
                        graph.weight(
                                "weights.zero",
                                whole.new_full(new long[0], new Scalar((double) ZERO)),
                                ElementType.UINT8)));
        Value real = graph.apply(
                "Cast",
                name + ".sums.real",
                ElementType.FLOAT,
                shape,
                List.of(sums),
                Attribute.number("to", ElementType.FLOAT.code()));
        Value both = graph.apply(
                "Mul",
                name + ".scales",
                ElementType.FLOAT,
                List.of(weight.size(1)),
                List.of(scale, graph.weight(name + ".weight.scales", scales, ElementType.FLOAT)));
        return graph.apply("Mul", name + ".product", ElementType.FLOAT, shape, List.of(real, both));
    }
}
