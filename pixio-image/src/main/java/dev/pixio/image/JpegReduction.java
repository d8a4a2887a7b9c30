package dev.pixio.image;

import dev.pixio.image.format.ImageHeader;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Selects the size at which a JPEG is decoded. For less work, each block of 8 x 8 frequencies is decoded to 4 x 4, 2 x 2
 * or 1 pixel instead of 8 x 8.
 */
final class JpegReduction {

    private static final int[] LARGEST_FIRST = {8, 4, 2};

    private JpegReduction() {}

    /**
     * The largest reduction that is acceptable, if any.
     *
     * @param orientation 1 to 8
     * @param header of a JPEG that has at most {@code Integer.MAX_VALUE} rows and columns
     */
    static Optional<Reduction> largest(int orientation, ImageHeader header, Predicate<Reduction> acceptable) {
        int width = (int) header.width();
        int height = (int) header.height();
        for (int factor : LARGEST_FIRST) {
            Reduction reduction = of(factor, width, height, orientation);
            if (acceptable.test(reduction)) {
                return Optional.of(reduction);
            }
        }
        return Optional.empty();
    }

    /**
     * By the EXIF table of orientations: 5 to 8 swap width and height. In the upright image, the padding of the last block
     * column is at the left edge for 2, 3, 6 and 7, and that of the last block row at the top edge for 3, 4, 7 and 8.
     */
    private static Reduction of(int factor, int storedWidth, int storedHeight, int orientation) {
        boolean swapped = orientation >= 5;
        int width = swapped ? storedHeight : storedWidth;
        int height = swapped ? storedWidth : storedHeight;
        boolean paddedLeft = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean paddedTop = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        return new Reduction(
                factor,
                width,
                height,
                paddedLeft ? padding(width, factor) : 0,
                paddedTop ? padding(height, factor) : 0);
    }

    private static int padding(int length, int factor) {
        return factor * Reduction.reduced(length, factor) - length;
    }
}
