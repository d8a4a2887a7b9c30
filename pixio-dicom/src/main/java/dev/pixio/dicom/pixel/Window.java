package dev.pixio.dicom.pixel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which values of a frame become black to white.
 *
 * @param centre of the values
 * @param width of the values, at least 1 for {@code LINEAR} and more than 0 for the others
 * @param function of PS3.3 C.11.2.1.2 and C.11.2.1.3
 */
public record Window(double centre, double width, Function function) {

    /** How values become shares. */
    public enum Function {
        LINEAR,
        LINEAR_EXACT,
        SIGMOID
    }

    private static final Pattern FORM = Pattern.compile("(-?\\d{1,9}(?:\\.\\d{1,9})?):(\\d{1,9}(?:\\.\\d{1,9})?)");

    /** @throws IllegalArgumentException if the width is too small */
    public Window {
        if (!(function == Function.LINEAR ? width >= 1 : width > 0)) {
            throw new IllegalArgumentException("the width of a window must be at least 1, not " + width);
        }
    }

    /**
     * Parses a window.
     *
     * @param text centre and width, {@code 40:400}
     * @throws IllegalArgumentException if it has another form
     */
    public static Window parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a window is CENTRE:WIDTH, such as 40:400, not '" + text + "'");
        }
        return new Window(Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)), Function.LINEAR);
    }

    /** The brightness of a value, 0 to 255. */
    public double of(double value) {
        double share = switch (function) {
            case LINEAR -> width == 1 ? (value <= centre - 0.5 ? 0 : 1) : (value - (centre - 0.5)) / (width - 1) + 0.5;
            case LINEAR_EXACT -> (value - centre) / width + 0.5;
            case SIGMOID -> 1 / (1 + Math.exp(-4 * (value - centre) / width));
        };
        return 255 * Math.max(0, Math.min(1, share));
    }
}
