package dev.pixio.cli.show;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pixel of an image.
 *
 * @param x column, from 0 at the left
 * @param y row, from 0 at the top
 */
record PixelPosition(int x, int y) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,7}),(\\d{1,7})");

    /**
     * Parses a position.
     *
     * @param text {@code x,y}
     * @throws IllegalArgumentException if the text has another form
     */
    static PixelPosition parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "--at is a pixel of the first image, column and row, such as 120,80, not '" + text + "'");
        }
        return new PixelPosition(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)));
    }
}
