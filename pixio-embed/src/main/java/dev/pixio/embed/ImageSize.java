package dev.pixio.embed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of an image in pixels.
 *
 * @param height rows
 * @param width columns
 */
public record ImageSize(int height, int width) {

    private static final Pattern TYPED = Pattern.compile("(\\d{1,6})(?:x(\\d{1,6}))?");

    public ImageSize {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("an image of " + height + " x " + width + " pixels has no pixels");
        }
    }

    /**
     * A size as it is typed.
     *
     * @param text {@code 256} for a square, or {@code 256x384}, height first
     * @throws IllegalArgumentException for anything else
     */
    public static ImageSize parse(String text) {
        Matcher typed = TYPED.matcher(text);
        if (!typed.matches()) {
            throw new IllegalArgumentException(
                    "a size is one number or HEIGHTxWIDTH, such as 256 or 256x384, not '" + text + "'");
        }
        int height = Integer.parseInt(typed.group(1));
        return new ImageSize(height, typed.group(2) == null ? height : Integer.parseInt(typed.group(2)));
    }

    /** As it is typed, height first: {@code 256x384}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
