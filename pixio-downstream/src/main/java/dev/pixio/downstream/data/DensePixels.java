package dev.pixio.downstream.data;

import java.util.Arrays;

/**
 * Pixels of an image with their true values.
 *
 * @param colours red, green and blue one after the other, {@code uint8 [3, height, width]}
 * @param truth labels, or depths in metres, {@code [height, width]}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record DensePixels(byte[] colours, float[] truth, int height, int width) {

    private static final int CHANNELS = 3;

    public DensePixels {
        if (truth.length != height * width || colours.length != CHANNELS * truth.length) {
            throw new IllegalArgumentException(colours.length + " colours and " + truth.length + " true values for "
                    + width + " x " + height + " pixels");
        }
    }

    /** The colours alone. */
    public RgbPlanes planes() {
        return new RgbPlanes(colours, height, width);
    }

    /**
     * A part, which may reach over the right and lower border.
     *
     * @param fill true value of pixels that are beyond the image; they are black
     */
    public DensePixels crop(int top, int left, int rows, int columns, float fill) {
        byte[] part = new byte[CHANNELS * rows * columns];
        float[] values = new float[rows * columns];
        Arrays.fill(values, fill);
        int copied = Math.min(columns, width - left);
        for (int row = 0; row < Math.min(rows, height - top); row++) {
            int from = (top + row) * width + left;
            System.arraycopy(truth, from, values, row * columns, copied);
            for (int channel = 0; channel < CHANNELS; channel++) {
                System.arraycopy(
                        colours,
                        channel * height * width + from,
                        part,
                        channel * rows * columns + row * columns,
                        copied);
            }
        }
        return new DensePixels(part, values, rows, columns);
    }

    /** Mirrored: the left column becomes the right one. */
    public DensePixels flipped() {
        byte[] mirrored = new byte[colours.length];
        float[] values = new float[truth.length];
        for (int line = 0; line < CHANNELS * height; line++) {
            for (int column = 0; column < width; column++) {
                mirrored[line * width + column] = colours[line * width + width - 1 - column];
            }
        }
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                values[row * width + column] = truth[row * width + width - 1 - column];
            }
        }
        return new DensePixels(mirrored, values, height, width);
    }
}
