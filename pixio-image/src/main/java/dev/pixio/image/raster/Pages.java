package dev.pixio.image.raster;

import java.util.Arrays;
import java.util.Locale;

/** What the pages of a TIFF are. */
public enum Pages {
    /** Only the first page is read. */
    FIRST,
    /** Each page is an image of its own. */
    IMAGES,
    /** The pages are the channels of one image, in their order. */
    CHANNELS;

    /**
     * The pages of a name in any case.
     *
     * @throws IllegalArgumentException in one line, if there are none
     */
    public static Pages of(String name) {
        return Arrays.stream(values())
                .filter(pages -> pages.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("must be first, images or channels, not '" + name + "'"));
    }

    /** The name in options and files: {@code channels}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
