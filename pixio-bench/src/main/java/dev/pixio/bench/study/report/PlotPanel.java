package dev.pixio.bench.study.report;

import dev.pixio.eval.plot.RoundStep;
import dev.pixio.eval.plot.SvgDrawing;
import dev.pixio.eval.plot.SvgDrawing.Anchor;
import dev.pixio.eval.plot.SvgDrawing.At;
import dev.pixio.eval.plot.SvgDrawing.Stroke;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One metric over the values of a factor, at equal distances. Trained and untrained encoders have a mean with a bar from minimum
 * to maximum and a ring per seed; baselines without an encoder are horizontal lines.
 *
 * @param title with the unit
 * @param axis label of the x axis
 * @param labels of the values of the factor
 * @param trained figures of the seeds, one list per value; empty if there is none yet
 * @param untrained the same of untrained encoders; all empty if the metric has none
 * @param levels baselines by their names
 */
record PlotPanel(
        String title,
        String axis,
        List<String> labels,
        List<List<Double>> trained,
        List<List<Double>> untrained,
        Map<String, Double> levels) {

    static final double WIDTH = 330;
    static final double HEIGHT = 290;

    static final String TRAINED = "#1f5fa8";
    static final String UNTRAINED = "#b5531c";
    private static final String TEXT = "#555";
    private static final String AXIS = "#888";
    private static final String GRID = "#e4e4e4";
    private static final String LEVEL = "#666";

    private static final double LEFT = 52;
    private static final double RIGHT = 14;
    private static final double TOP = 30;
    private static final double BOTTOM = 46;

    /** The most intervals between grid lines. */
    private static final int INTERVALS = 6;

    /** Half of the ends of an error bar, in pixels. */
    private static final double CAP = 5;

    /** Trained and untrained encoders are drawn beside each other, so that their bars do not cover each other. */
    private static final double ASIDE = 4;

    static final String DASHES = "6 4";

    /** Draws the panel with its upper left corner at a place. */
    void draw(SvgDrawing svg, At corner) {
        Frame frame = frame(corner);
        svg.text(new At(corner.x() + LEFT, corner.y() + 16), Anchor.START, "#222", title);
        grid(svg, frame);
        levels.forEach((name, level) -> {
            At right = new At(corner.x() + WIDTH - RIGHT, frame.y(level));
            svg.line(new At(corner.x() + LEFT, right.y()), right, new Stroke(LEVEL, 1.5, "2 3"));
            svg.text(new At(right.x(), right.y() - 4), Anchor.END, LEVEL, name);
        });
        double aside = untrained.stream().allMatch(List::isEmpty) ? 0 : ASIDE;
        series(svg, frame, untrained, -aside, new Stroke(UNTRAINED, 1.5, DASHES));
        series(svg, frame, trained, aside, new Stroke(TRAINED, 2, ""));
    }

    private void grid(SvgDrawing svg, Frame frame) {
        double left = frame.corner.x() + LEFT;
        double right = frame.corner.x() + WIDTH - RIGHT;
        double bottom = frame.corner.y() + HEIGHT - BOTTOM;
        for (long line = frame.first; line <= frame.last; line++) {
            double y = frame.y(line * frame.step);
            svg.line(new At(left, y), new At(right, y), Stroke.thin(line == frame.first ? AXIS : GRID));
            svg.text(new At(left - 8, y + 4), Anchor.END, TEXT, RoundStep.label(line * frame.step, frame.step));
        }
        for (int i = 0; i < labels.size(); i++) {
            double x = frame.x(i);
            svg.line(new At(x, bottom), new At(x, bottom + 4), Stroke.thin(AXIS));
            svg.text(new At(x, bottom + 18), Anchor.MIDDLE, TEXT, labels.get(i));
        }
        svg.text(new At((left + right) / 2, bottom + 38), Anchor.MIDDLE, TEXT, axis);
    }

    private static void series(SvgDrawing svg, Frame frame, List<List<Double>> values, double aside, Stroke stroke) {
        List<At> means = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                Statistics seeds = Statistics.of(values.get(i));
                double x = frame.x(i) + aside;
                means.add(new At(x, frame.y(seeds.mean())));
                if (seeds.count() > 1) {
                    bar(svg, x, frame.y(seeds.min()), frame.y(seeds.max()), stroke.colour());
                    values.get(i).forEach(value -> svg.ring(new At(x, frame.y(value)), 2, stroke.colour()));
                }
            }
        }
        if (!means.isEmpty()) {
            svg.curve(means, stroke);
            means.forEach(mean -> svg.dot(mean, 3.5, stroke.colour()));
        }
    }

    private static void bar(SvgDrawing svg, double x, double low, double high, String colour) {
        Stroke stroke = Stroke.thin(colour);
        svg.line(new At(x, low), new At(x, high), stroke);
        svg.line(new At(x - CAP, low), new At(x + CAP, low), stroke);
        svg.line(new At(x - CAP, high), new At(x + CAP, high), stroke);
    }

    private Frame frame(At corner) {
        List<Double> all = Stream.concat(
                        Stream.concat(trained.stream(), untrained.stream()).flatMap(Collection::stream),
                        levels.values().stream())
                .toList();
        Statistics range = Statistics.of(all);
        double spread = Math.max(range.max() - range.min(), Math.max(1e-3, 1e-2 * Math.abs(range.max())));
        double step = RoundStep.atLeast(spread * 1.1 / INTERVALS);
        long first = (long) Math.floor((range.min() - 0.05 * spread) / step);
        long last = (long) Math.ceil((range.max() + 0.05 * spread) / step);
        return new Frame(corner, labels.size(), step, first, last);
    }

    /**
     * Maps values to pixels.
     *
     * @param first grid line at the bottom, in steps from 0
     * @param last grid line at the top
     */
    private record Frame(At corner, int values, double step, long first, long last) {

        double x(int value) {
            return corner.x() + LEFT + (WIDTH - LEFT - RIGHT) * (value + 0.5) / values;
        }

        double y(double value) {
            double share = (value / step - first) / (last - first);
            return corner.y() + HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
        }
    }
}
