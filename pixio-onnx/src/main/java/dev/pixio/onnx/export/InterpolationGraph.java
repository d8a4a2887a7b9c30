package dev.pixio.onnx.export;

import dev.pixio.nn.PositionResize;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.graph.Value;
import java.util.List;

/**
 * The weights of a bicubic interpolation along one side, computed in the graph from the number of places that values are interpolated
 * to: the values are multiplied by a matrix {@code [to, from]}. The same as {@code upsample_bicubic2d} of libtorch computes, with
 * antialiasing (coefficient -0.5) and without (-0.75).
 */
final class InterpolationGraph {

    private final Arithmetic math;
    private final List<Long> shape; // [to, from]
    private final List<Long> column; // [to, 1]

    private InterpolationGraph(Arithmetic math, long to, int from) {
        this.math = math;
        this.shape = List.of(to, (long) from);
        this.column = List.of(to, 1L);
    }

    /**
     * Adds the matrix.
     *
     * @param name of the side
     * @param count the number of places, int64 {@code [1]}
     * @param to the dimension of the graph that this number is
     * @param from number of places that there are values for
     * @return float {@code [to, from]}
     */
    static Value matrix(OnnxGraph graph, String name, Value count, long to, int from, PositionResize resize) {
        Arithmetic math = new Arithmetic(graph, name + ".");
        InterpolationGraph builder = new InterpolationGraph(math, to, from);
        Value scale =
                math.apply("Div", "scale", List.of(1L), math.number("from", from), math.real("count.real", count));
        Value places = math.apply("Mul", "places", builder.column, math.centres(count, to), scale);
        return resize == PositionResize.ANTIALIASED
                ? builder.antialiased(places, scale, from)
                : builder.plain(places, from);
    }

    /** The filter is wider by the factor by which the grid shrinks, and its weights are divided by their sum. */
    private Value antialiased(Value places, Value scale, int from) {
        float[] centres = new float[from];
        for (int place = 0; place < from; place++) {
            centres[place] = place + 0.5f;
        }
        Value values = math.numbers("values", List.of(1L, (long) from), centres);
        Value one = math.number("one", 1);
        Value growth = math.apply("Reciprocal", "growth", List.of(1L), scale);
        Value narrow = math.apply("Min", "narrow", List.of(1L), one, growth);
        Value offset = math.apply("Sub", "offset", shape, values, places);
        Value weights = kernel("kernel", math.apply("Mul", "offset.narrow", shape, offset, narrow), -0.5);
        return math.apply("Div", "weights", shape, weights, math.sumOfRows("sum", weights));
    }

    /** The four values around a place; beyond the ends it is the outermost one. */
    private Value plain(Value places, int from) {
        float[] indices = new float[from];
        for (int place = 0; place < from; place++) {
            indices[place] = place;
        }
        Value values = math.numbers("values", List.of(1L, (long) from), indices);
        Value place = math.apply("Sub", "places.of_values", column, places, math.number("to_centre", 0.5));
        Value floor = math.apply("Floor", "floor", column, place);
        Value sum = tap(-1, place, floor, values, from);
        for (int tap = 0; tap <= 2; tap++) {
            sum = math.apply("Add", "sum" + (tap + 1), shape, sum, tap(tap, place, floor, values, from));
        }
        return sum;
    }

    /** The weight of the value at a distance from the one below the place. */
    private Value tap(int tap, Value place, Value floor, Value values, int from) {
        String name = "tap" + (tap + 1);
        Value index = math.apply("Add", name, column, floor, math.number(name + ".shift", tap));
        Value weight = kernel(name + ".kernel", math.apply("Sub", name + ".offset", column, place, index), -0.75);
        Value least = math.apply("Max", name + ".least", column, index, math.number("first", 0));
        Value inside = math.apply("Min", name + ".inside", column, least, math.number("last", from - 1));
        // 1 at the value itself, and 0 at the others, which are at least 1 away
        Value distance = math.apply(
                "Abs", name + ".distance", shape, math.apply("Sub", name + ".from_value", shape, values, inside));
        Value near = math.apply("Sub", name + ".near", shape, math.number("one", 1), distance);
        Value chosen = math.apply("Relu", name + ".chosen", shape, near);
        return math.apply("Mul", name + ".weight", shape, chosen, weight);
    }

    /**
     * The cubic convolution kernel (Keys 1981): {@code (a + 2) x^3 - (a + 3) x^2 + 1} for distances x below 1, {@code a (x^3 - 5 x^2 + 8
     * x - 4)} below 2, and 0. With y = min(x, 1) and z = min(max(x, 1), 2), at whose ends the two parts are 0, it is the sum of the
     * first at y and the second at z.
     */
    private Value kernel(String name, Value offset, double a) {
        List<Long> size = offset.shape();
        Value one = math.number("one", 1);
        Value two = math.number("two", 2);
        Value x = math.apply("Abs", name + ".x", size, offset);
        Value y = math.apply("Min", name + ".y", size, x, one);
        Value z = math.apply("Min", name + ".z", size, math.apply("Max", name + ".beyond", size, x, one), two);
        Value near = polynomial(name + ".near", y, a + 2, -(a + 3), 0, 1);
        Value far = polynomial(name + ".far", z, a, -5 * a, 8 * a, -4 * a);
        return math.apply("Add", name, size, near, far);
    }

    /** By Horner's rule, the coefficient of the highest power first. */
    private Value polynomial(String name, Value x, double... coefficients) {
        Value sum = math.number(name + "0", coefficients[0]);
        for (int i = 1; i < coefficients.length; i++) {
            Value product = math.apply("Mul", name + i + ".product", x.shape(), sum, x);
            sum = math.apply("Add", name + i, x.shape(), product, math.number(name + i + ".added", coefficients[i]));
        }
        return sum;
    }
}
