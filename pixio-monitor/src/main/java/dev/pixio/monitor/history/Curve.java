package dev.pixio.monitor.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values over steps. NaN is a gap. */
public final class Curve {

    /** Digits that a screen can show. */
    private static final MathContext SHOWN = new MathContext(6);

    private final double[] steps;
    private final double[] values;

    /**
     * @param steps in ascending order; kept, not copied, and so are the values
     * @param values as many
     */
    public Curve(double[] steps, double[] values) {
        if (steps.length != values.length) {
            throw new IllegalArgumentException(steps.length + " steps cannot have " + values.length + " values");
        }
        this.steps = steps;
        this.values = values;
    }

    /** Points that are there. */
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

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return Arrays.stream(values).noneMatch(Double::isFinite);
    }

    /**
     * The curve with fewer points, in which every spike still is: the steps are cut into spans of one length, and of each
     * the lowest and the highest value stay, and the last or a gap.
     *
     * @param points at most, at least 4
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
            for (int index : telling(from, to)) {
                x[kept] = steps[index];
                y[kept++] = values[index];
            }
        }
        return new Curve(Arrays.copyOf(x, kept), Arrays.copyOf(y, kept));
    }

    /** Where a span is lowest, highest, and ends or breaks, in order. */
    private int[] telling(int from, int to) {
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
     * The mean over the points around each. Near the beginning as many are left out after it as there are too few before
     * it, so that the first steep fall of a loss stays one; near the end there are only those before it.
     *
     * @param around points on either side
     */
    public Curve smoothed(int around) {
        double[] sums = new double[size() + 1];
        int[] counts = new int[size() + 1];
        for (int i = 0; i < size(); i++) {
            boolean there = Double.isFinite(values[i]);
            sums[i + 1] = sums[i] + (there ? values[i] : 0);
            counts[i + 1] = counts[i] + (there ? 1 : 0);
        }
        double[] means = new double[size()];
        for (int i = 0; i < size(); i++) {
            int from = i - Math.min(around, i);
            int to = Math.min(size(), i + Math.min(around, i) + 1);
            int count = counts[to] - counts[from];
            means[i] = count == 0 ? Double.NaN : (sums[to] - sums[from]) / count;
        }
        return new Curve(steps, means);
    }

    /** The curve with each value made into another. */
    public Curve each(DoubleUnaryOperator change) {
        return new Curve(steps, Arrays.stream(values).map(change).toArray());
    }

    /** {@code {"x": [1, 2], "y": [0.5, null]}}, six digits of each value. */
    public ObjectNode json() {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        ArrayNode x = node.putArray("x");
        ArrayNode y = node.putArray("y");
        for (int i = 0; i < size(); i++) {
            x.add(step(i));
            if (Double.isFinite(values[i])) {
                y.add(new BigDecimal(values[i]).round(SHOWN).doubleValue());
            } else {
                y.addNull();
            }
        }
        return node;
    }
}
