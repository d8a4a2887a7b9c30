package dev.pixio.cli.search;

import dev.pixio.image.resize.CropBox;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A region of an image as a user writes it. */
final class PixelBox {

    private static final Pattern FORM = Pattern.compile("(\\d{1,7}),(\\d{1,7}),(\\d{1,7}),(\\d{1,7})");

    private PixelBox() {}

    /**
     * Parses a region.
     *
     * @param text {@code x,y,w,h}: left, top, width and height in pixels
     * @throws IllegalArgumentException if the text has another form
     */
    static CropBox parse(String text) {
        Matcher match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "a box is X,Y,W,H in pixels, such as 120,40,200,200, not '" + text + "'");
        }
        return new CropBox(number(match, 2), number(match, 1), number(match, 4), number(match, 3));
    }

    private static int number(Matcher match, int group) {
        return Integer.parseInt(match.group(group));
    }
}
