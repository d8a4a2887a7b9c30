package dev.pixio.image.resize;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of an image in pixels.
 *
 * @param height rows
 * @param width columns
 */
public record ImageSize(int height, int width) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})(?:[xX*](\\d{1,6}))?");

    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("height and width must be at least 1, not " + height + " x " + width);
        }
    }

    /** A square. */
    public static ImageSize square(int side) {
        return new ImageSize(side, side);
    }

    /**
     * Parses a size.
     *
     * @param text {@code 256} for a square, or {@code 256x384}, height first
     * @throws IllegalArgumentException if the text has another form
     */
    public static ImageSize parse(String text) {
        Matcher match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "a size is one number or HEIGHTxWIDTH, such as 256 or 256x384, not '" + text + "'");
        }
        int height = Integer.parseInt(match.group(1));
        return new ImageSize(height, match.group(2) == null ? height : Integer.parseInt(match.group(2)));
    }

    /** Whether both sides are equal. */
    public boolean isSquare() {
        return height == width;
    }

    /** The length of the longer side. */
    public int longer() {
        return Math.max(height, width);
    }

    /** Whether both sides are multiples of a number. */
    public boolean isMultipleOf(int number) {
        return height % number == 0 && width % number == 0;
    }

    /** The size for people: {@code 256} of a square, otherwise {@code 256x384}, height first; {@link #parse} reads it. */
    public String brief() {
        return isSquare() ? Integer.toString(height) : toString();
    }

    /** The size as text, height first: {@code 256x384}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
