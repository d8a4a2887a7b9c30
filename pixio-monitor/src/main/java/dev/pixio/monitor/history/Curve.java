package dev.pixio.monitor.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A series of values over training steps. NaN is a gap. */
public final class Curve {

    /** Precision of values in JSON. */
    private static final MathContext SIGNIFICANT_DIGITS = new MathContext(6);

    private final double[] steps;
    private final double[] values;

    /**
     * Wraps two arrays of the same length without copying them.
     *
     * @param steps in ascending order
     * @param values one for each step
     */
    public Curve(double[] steps, double[] values) {
        if (steps.length != values.length) {
            throw new IllegalArgumentException(steps.length + " steps do not match " + values.length + " values");
        }
        this.steps = steps;
        this.values = values;
    }

    /** Number of points. */
    public int size() {
        return steps.length;
    }

    /** The step of a point. */
    public long step(int index) {
        return (long) steps[index];
    }

    /** The value of a point; NaN is a gap. */
    public double value(int index) {
        return values[index];
    }

    /** Whether no value is finite. */
    public boolean isEmpty() {
        return Arrays.stream(values).noneMatch(Double::isFinite);
    }

    /**
     * Downsamples the curve and preserves every spike: the points are divided into spans of equal length, and each span
     * keeps its minimum, its maximum, and its last point or a gap.
     *
     * @param points maximum number of points, at least 4
     */
    public Curve thinned(int points) {
        if (points < 4) {
            throw new IllegalArgumentException("a curve needs at least 4 points, not " + points);
        }
        if (size() <= points) {
            return this;
        }
        int spans = (points - 1) / 3;
        double[] x = new double[points];
        double[] y = new double[points];
        x[0] = steps[0];
        y[0] = values[0];
        int kept = 1;
        for (int span = 0; span < spans; span++) {
            int from = 1 + (int) ((long) span * (size() - 1) / spans);
            int to = 1 + (int) ((long) (span + 1) * (size() - 1) / spans);
            for (int index : extremes(from, to)) {
                x[kept] = steps[index];
                y[kept++] = values[index];
            }
        }
        return new Curve(Arrays.copyOf(x, kept), Arrays.copyOf(y, kept));
    }

    /** Indices of the minimum, the maximum, and the last point or gap of a span, in ascending order. */
    private int[] extremes(int from, int to) {
        int lowest = -1;
        int highest = -1;
        int last = to - 1;
        for (int i = from; i < to; i++) {
            if (Double.isNaN(values[i])) {
                last = i;
                continue;
            }
            lowest = lowest < 0 || values[i] < values[lowest] ? i : lowest;
            highest = highest < 0 || values[i] > values[highest] ? i : highest;
        }
        return Arrays.stream(new int[] {lowest, highest, last})
                .filter(index -> index >= 0)
                .sorted()
                .distinct()
                .toArray();
    }

    /**
     * The centred moving average. Near the start the window shrinks on both sides, so that the first steep fall of a loss
     * is preserved; near the end only the right side shrinks.
     *
     * @param radius number of points on either side
     */
    public Curve smoothed(int radius) {
        double[] sums = new double[size() + 1];
        int[] counts = new int[size() + 1];
        for (int i = 0; i < size(); i++) {
            boolean there = Double.isFinite(values[i]);
            sums[i + 1] = sums[i] + (there ? values[i] : 0);
            counts[i + 1] = counts[i] + (there ? 1 : 0);
        }
        double[] means = new double[size()];
        for (int i = 0; i < size(); i++) {
            int from = i - Math.min(radius, i);
            int to = Math.min(size(), i + Math.min(radius, i) + 1);
            int count = counts[to] - counts[from];
            means[i] = count == 0 ? Double.NaN : (sums[to] - sums[from]) / count;
        }
        return new Curve(steps, means);
    }

    /** Applies a function to each value. */
    public Curve map(DoubleUnaryOperator change) {
        return new Curve(steps, Arrays.stream(values).map(change).toArray());
    }

    /** {@code {"x": [1, 2], "y": [0.5, null]}}, with six significant digits; values that are not finite are null. */
    public ObjectNode json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode x = node.putArray("x");
        ArrayNode y = node.putArray("y");
        for (int i = 0; i < size(); i++) {
            x.add(step(i));
            if (Double.isFinite(values[i])) {
                y.add(new BigDecimal(values[i]).round(SIGNIFICANT_DIGITS).doubleValue());
            } else {
                y.addNull();
            }
        }
        return node;
    }
}
