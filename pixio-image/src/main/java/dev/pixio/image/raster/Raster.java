package dev.pixio.image.raster;

import dev.pixio.image.RgbImage;

/**
 * An image of any number of channels. Every 8-bit and 16-bit sample is exact as a float.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colors what the channels are
 * @param range declared range of the samples
 * @param planes the samples of each channel, row by row; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record Raster(int width, int height, Colors colors, SampleRange range, float[][] planes) {

    private static final int BYTE = 255;

    public Raster {
        if (width < 1 || height < 1 || planes.length < 1) {
            throw new IllegalArgumentException(
                    "an image of " + width + " x " + height + " pixels and " + planes.length + " channels is empty");
        }
        for (float[] plane : planes) {
            if (plane.length != width * height) {
                throw new IllegalArgumentException(
                        plane.length + " samples for " + width + " x " + height + " pixels of a channel");
            }
        }
    }

    /** The three channels of an 8-bit image. */
    public static Raster of(RgbImage image) {
        int width = image.width();
        float[][] planes = new float[3][width * image.height()];
        byte[] row = new byte[3 * width];
        for (int y = 0, at = 0; y < image.height(); y++) {
            image.copyRow(y, 0, row);
            for (int x = 0; x < width; x++, at++) {
                planes[0][at] = Byte.toUnsignedInt(row[3 * x]);
                planes[1][at] = Byte.toUnsignedInt(row[3 * x + 1]);
                planes[2][at] = Byte.toUnsignedInt(row[3 * x + 2]);
            }
        }
        return new Raster(width, image.height(), Colors.RGB, SampleRange.unsigned(BYTE), planes);
    }

    /** Number of channels. */
    public int channels() {
        return planes.length;
    }

    /** With other planes of the same size. */
    Raster with(Colors otherColors, SampleRange otherRange, float[]... others) {
        return new Raster(width, height, otherColors, otherRange, others);
    }

    /**
     * A copy of a part.
     *
     * @param left column of its first pixel, from 0
     * @param top row of its first pixel, from 0
     * @throws IllegalArgumentException if the part is not in the image
     */
    public Raster part(int left, int top, int partWidth, int partHeight) {
        if (left < 0 || top < 0 || left > width - partWidth || top > height - partHeight) {
            throw new IllegalArgumentException(partWidth + " x " + partHeight + " pixels at (" + left + ", " + top
                    + ") are not in an image of " + width + " x " + height);
        }
        float[][] parts = new float[channels()][partWidth * partHeight];
        for (int channel = 0; channel < parts.length; channel++) {
            for (int y = 0; y < partHeight; y++) {
                System.arraycopy(planes[channel], (top + y) * width + left, parts[channel], y * partWidth, partWidth);
            }
        }
        return new Raster(partWidth, partHeight, colors, range, parts);
    }

    /**
     * The upright image.
     *
     * @param orientation 1 (upright) to 8, by the table of TIFF and EXIF: 5 to 8 swap rows and columns
     */
    Raster upright(int orientation) {
        if (orientation == 1) {
            return this;
        }
        boolean swaps = orientation >= 5;
        int uprightWidth = swaps ? height : width;
        int uprightHeight = swaps ? width : height;
        float[][] turned = new float[channels()][width * height];
        for (int y = 0, at = 0; y < uprightHeight; y++) {
            for (int x = 0; x < uprightWidth; x++, at++) {
                int from = source(orientation, x, y, uprightWidth, uprightHeight);
                for (int channel = 0; channel < planes.length; channel++) {
                    turned[channel][at] = planes[channel][from];
                }
            }
        }
        return new Raster(uprightWidth, uprightHeight, colors, range, turned);
    }

    /** The index of the stored sample that is at a place of the upright image. */
    private int source(int orientation, int x, int y, int uprightWidth, int uprightHeight) {
        int mirroredX = uprightWidth - 1 - x;
        int mirroredY = uprightHeight - 1 - y;
        return switch (orientation) {
            case 2 -> y * width + mirroredX;
            case 3 -> mirroredY * width + mirroredX;
            case 4 -> mirroredY * width + x;
            case 5 -> x * width + y;
            case 6 -> mirroredX * width + y;
            case 7 -> mirroredX * width + mirroredY;
            case 8 -> x * width + mirroredY;
            default -> y * width + x;
        };
    }
}
