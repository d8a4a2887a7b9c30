package dev.pixio.downstream.window;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.image.resize.ImageSize;
import java.util.Locale;

/**
 * How images are resized before they are predicted, with their aspect ratio. A model that was trained on whole small images sees the whole
 * scene then, and not a part of it in each window. Predictions are resized back to the size of the image.
 *
 * @param side whose length is given
 * @param pixels the length; 0 for that at which the image covers a window of the model, or fits into it
 */
public record Resizing(Side side, int pixels) {

    /** A side of an image. */
    public enum Side {
        /** Images keep their size. */
        NONE,
        /** The shorter one: the image covers at least a window. */
        SHORT,
        /** The longer one: the image fits into a window, if it is that long. */
        LONG
    }

    /** Images keep their size. */
    public static final Resizing NONE = new Resizing(Side.NONE, 0);

    /** @throws IllegalArgumentException if the length is negative, or given for no side */
    public Resizing {
        if (pixels < 0 || (side == Side.NONE && pixels != 0)) {
            throw new IllegalArgumentException("images are resized to a side of at least 1 pixel, not " + pixels);
        }
    }

    /**
     * What a text names.
     *
     * @param text {@code none}, {@code short} or {@code long}, with a length such as {@code short:256}
     * @throws IllegalArgumentException if it is none of them
     */
    public static Resizing parse(String text) {
        int colon = text.indexOf(':');
        String side = colon < 0 ? text : text.substring(0, colon);
        try {
            int pixels = colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
            if (side.equals(side.toLowerCase(Locale.ROOT)) && (colon < 0 || pixels > 0)) {
                return new Resizing(Side.valueOf(side.toUpperCase(Locale.ROOT)), pixels);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "images are resized by none, short, long, or one of these with a length such as short:256, not '" + text
                        + "'");
    }

    /** Whether images keep their size. */
    public boolean keepsSize() {
        return side == Side.NONE;
    }

    /** The height of a resized image. */
    public int height(int height, int width, SlidingWindow window) {
        return scaled(height, height, width, window);
    }

    /** The width of a resized image. */
    public int width(int height, int width, SlidingWindow window) {
        return scaled(width, height, width, window);
    }

    private int scaled(int length, int height, int width, SlidingWindow window) {
        if (keepsSize()) {
            return length;
        }
        boolean covers = side == Side.SHORT;
        if (pixels > 0) {
            return scaled(length, pixels, covers ? Math.min(height, width) : Math.max(height, width));
        }
        ImageSize size = window.size();
        // The image is as wide as the window in proportion, or wider: its height decides whether it covers the window.
        boolean wider = (long) width * size.height() >= (long) height * size.width();
        return wider == covers ? scaled(length, size.height(), height) : scaled(length, size.width(), width);
    }

    private static int scaled(int length, int wanted, int given) {
        return (int) Math.max(1, Math.round((double) length * wanted / given));
    }

    /** The resized image: antialiased and bicubic. */
    ImagePlanes apply(ImagePlanes image, SlidingWindow window) {
        int height = height(image.height(), image.width(), window);
        int width = width(image.height(), image.width(), window);
        return height == image.height() && width == image.width() ? image : image.resized(height, width);
    }

    /** {@code none}, {@code short} or {@code long:512}. */
    @Override
    public String toString() {
        return side.name().toLowerCase(Locale.ROOT) + (pixels == 0 ? "" : ":" + pixels);
    }
}
