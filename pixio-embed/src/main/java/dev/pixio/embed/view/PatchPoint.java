package dev.pixio.embed.view;

import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.Framing.Placement;

/**
 * A patch of an image.
 *
 * @param row from 0
 * @param column from 0
 */
public record PatchPoint(int row, int column) {

    /**
     * The patch that has a pixel of an image.
     *
     * @param x column of the pixel, from 0 at the left
     * @param y row of the pixel, from 0 at the top
     * @param width of the image in pixels
     * @param height of the image in pixels
     * @param framing how the image is resized
     * @param patchSize of the encoder in pixels
     * @throws IllegalArgumentException if the image has no such pixel, or it is cropped off by more than a patch
     */
    public static PatchPoint of(int x, int y, int width, int height, Framing framing, int patchSize) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IllegalArgumentException("the image has " + width + " x " + height
                    + " pixels; there is no pixel " + x + "," + y + ": x is 0 to " + (width - 1) + ", y is 0 to "
                    + (height - 1));
        }
        Placement placement = framing.place(width, height);
        CropBox source = placement.source();
        CropBox kept = placement.kept();
        double column = (x + 0.5 - source.left()) * placement.width() / source.width() - kept.left() + placement.left();
        double row = (y + 0.5 - source.top()) * placement.height() / source.height() - kept.top() + placement.top();
        if (outside(row, framing.height(), patchSize) || outside(column, framing.width(), patchSize)) {
            throw new IllegalArgumentException("the pixel " + x + "," + y + " is not in the centre crop of "
                    + framing.width() + " x " + framing.height() + " pixels that the encoder sees");
        }
        return new PatchPoint(patch(row, framing.height(), patchSize), patch(column, framing.width(), patchSize));
    }

    /** Rounding to whole patches crops off half a patch at each side: such a point counts to the patch beside it. */
    private static boolean outside(double place, int length, int patchSize) {
        return place < -patchSize || place > length + patchSize;
    }

    private static int patch(double place, int length, int patchSize) {
        return Math.max(0, Math.min(length / patchSize - 1, (int) Math.floor(place / patchSize)));
    }
}
