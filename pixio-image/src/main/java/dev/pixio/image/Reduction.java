package dev.pixio.image;

/**
 * By how much an image was decoded smaller than it is. Each of its pixels stands for {@code factor x factor} pixels of
 * the whole image, and the last row and column may reach over its edge.
 *
 * @param factor 1 (not smaller), 2, 4 or 8
 * @param width of the whole image in its own pixels, upright
 * @param height of the whole image in its own pixels, upright
 * @param left how far the first column reaches over the left edge, in pixels of the whole image: an image that is
 *     stored mirrored ends there
 * @param top how far the first row reaches over the upper edge, in pixels of the whole image
 */
public record Reduction(int factor, int width, int height, int left, int top) {

    public Reduction {
        if (Integer.bitCount(factor) != 1 || factor > 8 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels cannot be reduced to 1/" + factor);
        }
    }

    /** An image that is as large as it is stored. */
    public static Reduction none(int width, int height) {
        return new Reduction(1, width, height, 0, 0);
    }

    /** Whether it is smaller than the whole image. */
    public boolean isSmaller() {
        return factor > 1;
    }

    /** Where a column of the whole image begins in the smaller one, in pixels of the smaller one. */
    public double column(int whole) {
        return (double) (whole + left) / factor;
    }

    /** Where a row of the whole image begins in the smaller one, in pixels of the smaller one. */
    public double row(int whole) {
        return (double) (whole + top) / factor;
    }

    /** Whether the smaller image has this size. */
    boolean gives(int reducedWidth, int reducedHeight) {
        return reducedWidth == reduced(width, factor) && reducedHeight == reduced(height, factor);
    }

    /** Decoders round up. */
    static int reduced(int length, int factor) {
        return (length + factor - 1) / factor;
    }
}
