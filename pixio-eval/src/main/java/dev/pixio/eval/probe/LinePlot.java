package dev.pixio.eval.probe;

import dev.pixio.eval.plot.RoundStep;
import dev.pixio.eval.plot.SvgDrawing;
import dev.pixio.eval.plot.SvgDrawing.Anchor;
import dev.pixio.eval.plot.SvgDrawing.At;
import dev.pixio.eval.plot.SvgDrawing.Stroke;
import java.util.List;
import java.util.Locale;

/**
 * A curve with error bars as an SVG image of 640 x 360 pixels. Both axes are linear and start at 0, and a dashed line
 * marks a reference value. It does not depend on what is plotted.
 *
 * @param title above the curve
 * @param xLabel under the x axis
 * @param unit of y, appended to numbers: {@code " %"}
 * @param yLimit upper bound of the y axis
 */
record LinePlot(String title, String xLabel, String unit, double yLimit) {

    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    private static final double LEFT = 56;
    private static final double RIGHT = 24;
    private static final double TOP = 44;
    private static final double BOTTOM = 48;

    /** The most intervals between grid lines. */
    private static final int INTERVALS = 6;

    private static final String TEXT = "#555";
    private static final String AXIS = "#888";
    private static final String GRID = "#e4e4e4";
    private static final String CURVE = "#1f5fa8";
    private static final String BAR = "#9dbbe0";
    private static final String REFERENCE = "#b5531c";

    /**
     * A point of the curve.
     *
     * @param x at least 0, and at least that of the previous point
     * @param y at least 0
     * @param low lower end of its error bar
     * @param high upper end of its error bar
     */
    record Point(double x, double y, double low, double high) {}

    /**
     * A dashed line across the plot.
     *
     * @param y its value
     * @param label text under its right end, followed by the value
     */
    record Reference(double y, String label) {}

    /**
     * Renders the plot.
     *
     * @param points at least one, from left to right
     * @return the content of an SVG file
     */
    String svg(List<Point> points, Reference reference) {
        double highest = points.stream().mapToDouble(Point::high).max().orElse(yLimit);
        double yStep = RoundStep.atLeast(highest / INTERVALS);
        double xMax = Math.max(1, points.get(points.size() - 1).x());
        Axes axes = new Axes(xMax, Math.min(yLimit, Math.ceil(highest / yStep) * yStep));
        SvgDrawing svg = new SvgDrawing(WIDTH, HEIGHT);
        svg.text(new At(LEFT, 24), Anchor.START, "#222", title);
        grid(svg, axes, yStep);
        ticks(svg, axes, Math.max(1, RoundStep.atLeast(xMax / INTERVALS)));
        reference(svg, axes, reference);
        curve(svg, axes, points);
        return svg.finish();
    }

    private void grid(SvgDrawing svg, Axes axes, double step) {
        for (double y = 0; y <= axes.yMax + 1e-9; y += step) {
            svg.line(new At(LEFT, axes.y(y)), new At(WIDTH - RIGHT, axes.y(y)), Stroke.thin(y == 0 ? AXIS : GRID));
            svg.text(new At(LEFT - 8, axes.y(y) + 4), Anchor.END, TEXT, RoundStep.label(y, step) + unit);
        }
    }

    private void ticks(SvgDrawing svg, Axes axes, double step) {
        for (double x = 0; x <= axes.xMax + 1e-9; x += step) {
            svg.line(new At(axes.x(x), axes.y(0)), new At(axes.x(x), axes.y(0) + 4), Stroke.thin(AXIS));
            svg.text(new At(axes.x(x), axes.y(0) + 18), Anchor.MIDDLE, TEXT, RoundStep.label(x, step));
        }
        svg.text(new At((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8), Anchor.MIDDLE, TEXT, xLabel);
    }

    private void reference(SvgDrawing svg, Axes axes, Reference reference) {
        double y = axes.y(reference.y());
        svg.line(new At(LEFT, y), new At(WIDTH - RIGHT, y), new Stroke(REFERENCE, 1.5, "6 4"));
        svg.text(
                new At(WIDTH - RIGHT, y + 15),
                Anchor.END,
                REFERENCE,
                reference.label() + oneDigit(reference.y()) + unit);
    }

    private void curve(SvgDrawing svg, Axes axes, List<Point> points) {
        for (Point point : points) {
            double x = axes.x(point.x());
            svg.line(new At(x, axes.y(point.low())), new At(x, axes.y(point.high())), new Stroke(BAR, 2, ""));
        }
        List<At> means = points.stream()
                .map(point -> new At(axes.x(point.x()), axes.y(point.y())))
                .toList();
        svg.curve(means, new Stroke(CURVE, 2, ""));
        means.forEach(mean -> svg.dot(mean, 3, CURVE));
        At last = means.get(means.size() - 1);
        svg.text(
                new At(last.x(), last.y() - 9),
                Anchor.END,
                CURVE,
                oneDigit(points.get(points.size() - 1).y()) + unit);
    }

    private static String oneDigit(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** Maps values to pixels. */
    private record Axes(double xMax, double yMax) {

        double x(double value) {
            return LEFT + (WIDTH - LEFT - RIGHT) * value / xMax;
        }

        double y(double value) {
            return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / yMax;
        }
    }
}
