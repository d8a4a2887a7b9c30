package dev.pixio.eval.probe;

import dev.pixio.eval.classify.Accuracy;
import dev.pixio.eval.classify.Outcome;
import java.util.List;
import java.util.Locale;

/** The curve of a run's probes as a picture for browsers: percent right over steps, and the level of step 0 dashed. */
final class ProbePlot {

    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    private static final double LEFT = 56;
    private static final double RIGHT = 24;
    private static final double TOP = 44;
    private static final double BOTTOM = 48;

    /** Lines across, at most. */
    private static final int LINES = 6;

    private final List<Probe> probes;
    private final double lastStep;
    private final double top; // percent
    private final double line; // percent between two lines
    private final StringBuilder svg = new StringBuilder();

    private ProbePlot(List<Probe> probes) {
        this.probes = probes;
        this.lastStep = Math.max(1, probes.get(probes.size() - 1).step());
        double highest = probes.stream()
                .mapToDouble(probe -> 100 * probe.shown().top1().high())
                .max()
                .orElse(100);
        this.line = niceStep(highest / LINES);
        this.top = Math.min(100, Math.ceil(highest / line) * line);
    }

    /** @param probes at least one, in the order of their steps */
    static String svg(List<Probe> probes) {
        return new ProbePlot(probes).draw();
    }

    private String draw() {
        Outcome last = probes.get(probes.size() - 1).shown();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\">%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        text(
                LEFT,
                24,
                "start",
                "#222",
                "Held-out pictures that the nearest neighbours get right (" + last.name()
                        + ", top-1, with 95 % intervals)");
        horizontalLines();
        verticalMarks();
        start();
        interval();
        curve();
        return svg.append("</svg>\n").toString();
    }

    private void horizontalLines() {
        for (double percent = 0; percent <= top + 1e-9; percent += line) {
            line(LEFT, y(percent), WIDTH - RIGHT, y(percent), percent == 0 ? "#888" : "#e4e4e4", "");
            text(LEFT - 8, y(percent) + 4, "end", "#555", Text.plain(percent) + " %");
        }
    }

    private void verticalMarks() {
        double step = Math.max(1, niceStep(lastStep / LINES));
        for (double at = 0; at <= lastStep + 1e-9; at += step) {
            line(x(at), y(0), x(at), y(0) + 4, "#888", "");
            text(x(at), y(0) + 18, "middle", "#555", Text.plain(at));
        }
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "middle", "#555", "optimizer steps");
    }

    private void start() {
        double percent = percent(probes.get(0));
        line(LEFT, y(percent), WIDTH - RIGHT, y(percent), "#b5531c", " stroke-dasharray=\"6 4\" stroke-width=\"1.5\"");
        text(WIDTH - RIGHT, y(percent) + 15, "end", "#b5531c", "at step 0: " + Text.oneDigit(percent) + " %");
    }

    private void interval() {
        for (Probe probe : probes) {
            Accuracy top1 = probe.shown().top1();
            line(x(probe), y(100 * top1.low()), x(probe), y(100 * top1.high()), "#9dbbe0", " stroke-width=\"2\"");
        }
    }

    private void curve() {
        svg.append("<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"2\" points=\"");
        probes.forEach(probe -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(probe), y(percent(probe)))));
        svg.append("\"/>\n");
        probes.forEach(probe -> svg.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f5fa8\"/>%n",
                x(probe),
                y(percent(probe)))));
        Probe last = probes.get(probes.size() - 1);
        text(x(last), y(percent(last)) - 9, "end", "#1f5fa8", Text.oneDigit(percent(last)) + " %");
    }

    private static double percent(Probe probe) {
        return 100 * probe.shown().top1().share();
    }

    private double x(Probe probe) {
        return x((double) probe.step());
    }

    private double x(double step) {
        return LEFT + (WIDTH - LEFT - RIGHT) * step / lastStep;
    }

    private double y(double percent) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * percent / top;
    }

    /** The next of 1, 2, 5, 10, 20, ... */
    private static double niceStep(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void line(double x1, double y1, double x2, double y2, String colour, String more) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"%s/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                more));
    }

    private void text(double x, double y, String anchor, String colour, String words) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                colour,
                words));
    }

    /** Numbers on axes. */
    private static final class Text {

        static String plain(double value) {
            return value == Math.rint(value)
                    ? String.format(Locale.ROOT, "%,.0f", value)
                    : String.format(Locale.ROOT, "%s", value);
        }

        static String oneDigit(double value) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
    }
}
