package dev.pixio.image;

import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.JpegHeader;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a JPEG can be decoded to for less work: from each block of 8 x 8 frequencies, 4 x 4, 2 x 2 or 1 pixel are made in
 * place of 64.
 */
final class JpegReduction {

    private static final int[] LARGEST_FIRST = {8, 4, 2};

    private JpegReduction() {}

    /**
     * The largest reduction that is acceptable, if any.
     *
     * @param header of a JPEG that has at most {@code Integer.MAX_VALUE} rows and columns
     */
    static Optional<Reduction> largest(ByteBuffer file, ImageHeader header, Predicate<Reduction> acceptable) {
        int width = (int) header.width();
        int height = (int) header.height();
        int orientation = JpegHeader.orientation(file);
        for (int factor : LARGEST_FIRST) {
            Reduction reduction = of(factor, width, height, orientation);
            if (acceptable.test(reduction)) {
                return Optional.of(reduction);
            }
        }
        return Optional.empty();
    }

    /** The EXIF standard's table of orientations: 5 to 8 lie on their side; 2, 3, 6 and 7 are mirrored left to right once
     * upright, and 3, 4, 7 and 8 top to bottom. */
    private static Reduction of(int factor, int storedWidth, int storedHeight, int orientation) {
        boolean onItsSide = orientation >= 5;
        int width = onItsSide ? storedHeight : storedWidth;
        int height = onItsSide ? storedWidth : storedHeight;
        boolean mirrored = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean upsideDown = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        return new Reduction(
                factor,
                width,
                height,
                mirrored ? overhang(width, factor) : 0,
                upsideDown ? overhang(height, factor) : 0);
    }

    private static int overhang(int length, int factor) {
        return factor * Reduction.reduced(length, factor) - length;
    }
}
