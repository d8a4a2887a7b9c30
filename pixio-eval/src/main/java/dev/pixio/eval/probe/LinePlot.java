package dev.pixio.eval.probe;

import java.util.List;
import java.util.Locale;

/**
 * A curve with error bars as an SVG image of 640 x 360 pixels. Both axes are linear and start at 0, and a dashed line
 * marks a reference value. It does not depend on what is plotted. Written by hand because the file must contain no
 * scripts, so that any viewer shows it, and chart libraries for Java require AWT.
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
        double yStep = roundStep(highest / INTERVALS);
        double xMax = Math.max(1, points.get(points.size() - 1).x());
        Axes axes = new Axes(xMax, Math.min(yLimit, Math.ceil(highest / yStep) * yStep));
        Drawing svg = new Drawing();
        svg.text(LEFT, 24, "start", "#222", title);
        grid(svg, axes, yStep);
        ticks(svg, axes, Math.max(1, roundStep(xMax / INTERVALS)));
        reference(svg, axes, reference);
        curve(svg, axes, points);
        return svg.finish();
    }

    private void grid(Drawing svg, Axes axes, double step) {
        for (double y = 0; y <= axes.yMax + 1e-9; y += step) {
            svg.line(LEFT, axes.y(y), WIDTH - RIGHT, axes.y(y), y == 0 ? AXIS : GRID, "");
            svg.text(LEFT - 8, axes.y(y) + 4, "end", TEXT, number(y) + unit);
        }
    }

    private void ticks(Drawing svg, Axes axes, double step) {
        for (double x = 0; x <= axes.xMax + 1e-9; x += step) {
            svg.line(axes.x(x), axes.y(0), axes.x(x), axes.y(0) + 4, AXIS, "");
            svg.text(axes.x(x), axes.y(0) + 18, "middle", TEXT, number(x));
        }
        svg.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", TEXT, xLabel);
    }

    private void reference(Drawing svg, Axes axes, Reference reference) {
        double y = axes.y(reference.y());
        svg.line(LEFT, y, WIDTH - RIGHT, y, REFERENCE, " stroke-dasharray=\"6 4\" stroke-width=\"1.5\"");
        svg.text(WIDTH - RIGHT, y + 15, "end", REFERENCE, reference.label() + oneDigit(reference.y()) + unit);
    }

    private void curve(Drawing svg, Axes axes, List<Point> points) {
        for (Point point : points) {
            double x = axes.x(point.x());
            svg.line(x, axes.y(point.low()), x, axes.y(point.high()), BAR, " stroke-width=\"2\"");
        }
        svg.curve(points.stream()
                .map(point -> new double[] {axes.x(point.x()), axes.y(point.y())})
                .toList());
        Point last = points.get(points.size() - 1);
        svg.text(axes.x(last.x()), axes.y(last.y()) - 9, "end", CURVE, oneDigit(last.y()) + unit);
    }

    /** The next of 1, 2, 5, 10, 20, ... and of their tenths. */
    private static double roundStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%s", value);
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

    /** The elements of the file. */
    private static final class Drawing {

        private final StringBuilder svg = new StringBuilder();

        Drawing() {
            svg.append(String.format(
                    Locale.ROOT,
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\""
                            + " height=\"%2$.0f\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
                    WIDTH,
                    HEIGHT));
            svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        }

        void line(double x1, double y1, double x2, double y2, String colour, String attributes) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>\n",
                    x1,
                    y1,
                    x2,
                    y2,
                    colour,
                    attributes));
        }

        void text(double x, double y, String anchor, String colour, String text) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
                    x,
                    y,
                    anchor,
                    colour,
                    escaped(text)));
        }

        /** A line through points, with a dot at each. */
        void curve(List<double[]> points) {
            svg.append("<polyline fill=\"none\" stroke=\"" + CURVE + "\" stroke-width=\"2\" points=\"");
            points.forEach(at -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", at[0], at[1])));
            svg.append("\"/>\n");
            points.forEach(at -> svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", at[0], at[1], CURVE)));
        }

        String finish() {
            return svg.append("</svg>\n").toString();
        }

        private static String escaped(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    }
}
