package dev.pixio.downstream.data;

import dev.pixio.image.RgbImage;

/**
 * The colours of an image.
 *
 * @param colours red, green and blue one after the other, {@code uint8 [3, height, width]}
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record RgbPlanes(byte[] colours, int height, int width) {

    private static final int CHANNELS = 3;

    public RgbPlanes {
        if (colours.length != CHANNELS * height * width) {
            throw new IllegalArgumentException(
                    colours.length + " colours for " + width + " x " + height + " pixels of " + CHANNELS + " channels");
        }
    }

    /** Copies all pixels of an image. */
    public static RgbPlanes of(RgbImage image) {
        int height = image.height();
        int width = image.width();
        byte[] colours = new byte[CHANNELS * height * width];
        byte[] row = new byte[CHANNELS * width];
        for (int y = 0; y < height; y++) {
            image.copyRow(y, 0, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < CHANNELS; channel++) {
                    colours[channel * height * width + y * width + x] = row[CHANNELS * x + channel];
                }
            }
        }
        return new RgbPlanes(colours, height, width);
    }

    /** The colour of a pixel, {@code 0xRRGGBB}. */
    public int colour(int pixel) {
        int area = height * width;
        return (colours[pixel] & 0xFF) << 16 | (colours[area + pixel] & 0xFF) << 8 | (colours[2 * area + pixel] & 0xFF);
    }
}
