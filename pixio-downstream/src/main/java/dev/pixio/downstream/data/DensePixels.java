package dev.pixio.downstream.data;

import java.util.Arrays;

/**
 * Pixels of an image with their true values.
 *
 * @param image the pixels
 * @param truth labels, or depths in metres, {@code [height, width]}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record DensePixels(ImagePlanes image, float[] truth) {

    public DensePixels {
        if (truth.length != image.height() * image.width()) {
            throw new IllegalArgumentException(
                    truth.length + " true values for " + image.width() + " x " + image.height() + " pixels");
        }
    }

    /** Height in pixels. */
    public int height() {
        return image.height();
    }

    /** Width in pixels. */
    public int width() {
        return image.width();
    }

    /**
     * A part, which may reach over the right and lower border.
     *
     * @param fill true value of pixels that are beyond the image; they are black
     */
    public DensePixels crop(int top, int left, int rows, int columns, float fill) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, fill);
        int copied = Math.min(columns, width() - left);
        for (int row = 0; row < Math.min(rows, height() - top); row++) {
            System.arraycopy(truth, (top + row) * width() + left, values, row * columns, copied);
        }
        return new DensePixels(image.crop(top, left, rows, columns), values);
    }

    /** Mirrored: the left column becomes the right one. */
    public DensePixels flipped() {
        float[] values = new float[truth.length];
        for (int row = 0; row < truth.length; row += width()) {
            for (int column = 0; column < width(); column++) {
                values[row + column] = truth[row + width() - 1 - column];
            }
        }
        return new DensePixels(image.flipped(), values);
    }
}
