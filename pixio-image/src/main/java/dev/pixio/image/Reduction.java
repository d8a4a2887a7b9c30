package dev.pixio.image;

/**
 * The factor by which an image was decoded at reduced size. Each of its pixels covers {@code factor x factor} pixels of the
 * full-size image; where the factor does not divide the size, the row or column at one edge extends beyond the image.
 *
 * @param factor 1 (full size), 2, 4 or 8
 * @param width of the full-size image in pixels, upright
 * @param height of the full-size image in pixels, upright
 * @param left by how many pixels of the full-size image the first column extends beyond the left edge; 0 unless the EXIF
 *     orientation mirrors the image
 * @param top by how many pixels of the full-size image the first row extends beyond the top edge
 */
public record Reduction(int factor, int width, int height, int left, int top) {

    public Reduction {
        if (Integer.bitCount(factor) != 1 || factor > 8 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels cannot be reduced to 1/" + factor);
        }
    }

    /** An image decoded at full size. */
    public static Reduction none(int width, int height) {
        return new Reduction(1, width, height, 0, 0);
    }

    /** Whether the image is smaller than the full-size image. */
    public boolean isSmaller() {
        return factor > 1;
    }

    /** The left edge of a column of the full-size image, in pixels of the reduced image. */
    public double column(int fullSize) {
        return (double) (fullSize + left) / factor;
    }

    /** The top edge of a row of the full-size image, in pixels of the reduced image. */
    public double row(int fullSize) {
        return (double) (fullSize + top) / factor;
    }

    /** Whether the reduced image has this size. */
    boolean matches(int reducedWidth, int reducedHeight) {
        return reducedWidth == reduced(width, factor) && reducedHeight == reduced(height, factor);
    }

    /** The reduced length; decoders round up. */
    static int reduced(int length, int factor) {
        return (length + factor - 1) / factor;
    }
}
