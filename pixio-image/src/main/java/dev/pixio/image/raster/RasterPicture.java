package dev.pixio.image.raster;

import dev.pixio.image.RgbImage;
import java.util.Arrays;
import java.util.List;

/**
 * Three channels of an image as red, green and blue of 8 bits. The contrast of each is stretched from its 2nd to its 98th percentile, because
 * the numbers of a sensor seldom fill their range. Immutable.
 */
public final class RasterPicture {

    private static final double LOW = 0.02;
    private static final double HIGH = 0.98;
    private static final int LEVELS = 255;

    /** Samples that percentiles are taken of, at equal distances; sorting more takes longer than decoding them. */
    private static final int MOST_SAMPLES = 1 << 18;

    private final Raster image;
    private final int[] channels; // from 0
    private final float[] lows;
    private final float[] widths; // 0 of a channel without contrast

    private RasterPicture(Raster image, int... channels) {
        this.image = image;
        this.channels = channels;
        this.lows = new float[channels.length];
        this.widths = new float[channels.length];
        for (int i = 0; i < channels.length; i++) {
            float[] sorted = sorted(image.planes()[channels[i]]);
            lows[i] = sorted[(int) (LOW * (sorted.length - 1))];
            widths[i] = sorted[(int) Math.ceil(HIGH * (sorted.length - 1))] - lows[i];
        }
    }

    /**
     * A picture of an image, which is not copied.
     *
     * @param view three of its channels, counted from 1, as {@link ImageInput#view}
     */
    public static RasterPicture of(Raster image, List<Integer> view) {
        return new RasterPicture(
                image, view.stream().mapToInt(number -> number - 1).toArray());
    }

    private static float[] sorted(float[] plane) {
        int step = (plane.length - 1) / MOST_SAMPLES + 1;
        float[] samples = new float[(plane.length - 1) / step + 1];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = plane[i * step];
        }
        Arrays.sort(samples);
        return samples;
    }

    /**
     * One row.
     *
     * @param y from 0
     * @param into receives red, green and blue of each pixel
     */
    public void copyRow(int y, byte[] into) {
        for (int i = 0; i < channels.length; i++) {
            float[] plane = image.planes()[channels[i]];
            for (int x = 0, at = y * image.width(); x < image.width(); x++, at++) {
                float share = widths[i] > 0 ? (plane[at] - lows[i]) / widths[i] : 0;
                into[channels.length * x + i] = (byte) Math.round(LEVELS * Math.max(0, Math.min(1, share)));
            }
        }
    }

    /** The whole picture. The caller closes it. */
    public RgbImage image() {
        RgbImage picture = RgbImage.of(image.width(), image.height());
        byte[] row = new byte[channels.length * image.width()];
        for (int y = 0; y < image.height(); y++) {
            copyRow(y, row);
            picture.data().getPointer(y * picture.rowBytes()).put(row);
        }
        return picture;
    }
}
