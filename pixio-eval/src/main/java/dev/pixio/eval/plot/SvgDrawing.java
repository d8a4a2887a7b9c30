package dev.pixio.eval.plot;

import java.util.List;
import java.util.Locale;

/**
 * An SVG image on a white background. Coordinates are pixels from its upper left corner. Written by hand because the file must
 * contain no scripts, and chart libraries for Java require AWT.
 */
public final class SvgDrawing {

    private final StringBuilder svg = new StringBuilder();

    /** The side of a text at which its coordinates are. */
    public enum Anchor {
        START,
        MIDDLE,
        END
    }

    /**
     * The stroke of a line or curve.
     *
     * @param colour such as {@code #1f5fa8}
     * @param width in pixels
     * @param dashes lengths of dashes and gaps in pixels, {@code 6 4}; empty for a solid line
     */
    public record Stroke(String colour, double width, String dashes) {

        /** A solid line of one pixel. */
        public static Stroke thin(String colour) {
            return new Stroke(colour, 1, "");
        }

        private String attributes() {
            return "stroke=\"" + colour + "\""
                    + (width == 1 ? "" : String.format(Locale.ROOT, " stroke-width=\"%s\"", width))
                    + (dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"");
        }
    }

    /** A point of a curve, in pixels. */
    public record At(double x, double y) {}

    /** An empty image. */
    public SvgDrawing(double width, double height) {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\""
                        + " height=\"%2$.0f\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
                width,
                height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    }

    public void line(At from, At to, Stroke stroke) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>\n",
                from.x,
                from.y,
                to.x,
                to.y,
                stroke.attributes()));
    }

    public void text(At at, Anchor anchor, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n",
                at.x,
                at.y,
                anchor.name().toLowerCase(Locale.ROOT),
                colour,
                escaped(text)));
    }

    /** A line through points. */
    public void curve(List<At> points, Stroke stroke) {
        svg.append("<polyline fill=\"none\" ").append(stroke.attributes()).append(" points=\"");
        points.forEach(at -> svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", at.x, at.y)));
        svg.append("\"/>\n");
    }

    /** A filled circle. */
    public void dot(At center, double radius, String colour) {
        circle(center, radius, "fill=\"" + colour + "\"");
    }

    /** A circle without a filling. */
    public void ring(At center, double radius, String colour) {
        circle(center, radius, "fill=\"none\" stroke=\"" + colour + "\"");
    }

    private void circle(At center, double radius, String paint) {
        svg.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" %s/>\n", center.x, center.y, radius, paint));
    }

    /** The content of the file. Nothing is drawn afterwards. */
    public String finish() {
        return svg.append("</svg>\n").toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
