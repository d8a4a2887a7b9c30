package dev.pixio.data.score;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterPicture;
import dev.pixio.io.Sha256;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What is measured on the pixels of an image.
 *
 * @param width of the upright image in pixels
 * @param height of the upright image in pixels
 * @param entropy of the colour histograms in bits, 0 to 8; see {@link #entropy(long[][])}
 * @param digest SHA-256 of width, height (4 bytes each, big-endian) and the RGB bytes row by row, 64 hexadecimal digits; empty if it is
 *     unknown. Images with the same pixels have the same, whatever their format
 * @param hash perceptual hash, see {@link DifferenceHash}; 0 if it is unknown
 */
public record PixelScore(int width, int height, double entropy, String digest, long hash) {

    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    /** Measures an image, in one pass over its pixels. */
    public static PixelScore of(RgbImage image) {
        long[][] counts = new long[CHANNELS][LEVELS];
        Sha256 digest = new Sha256();
        digest.add(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(image.width())
                .putInt(image.height())
                .flip());
        DifferenceHash hash = new DifferenceHash(image.width(), image.height());
        byte[] row = new byte[CHANNELS * image.width()];
        for (int y = 0; y < image.height(); y++) {
            image.copyRow(y, 0, row);
            digest.add(row);
            hash.addRow(row);
            count(row, counts);
        }
        return new PixelScore(image.width(), image.height(), entropy(counts), digest.hex(), hash.bits());
    }

    /**
     * Measures an image that is no 8-bit RGB. The levels of its histograms are {@code round(255 * v)} of the scaled samples {@code v}, those
     * outside of 0 to 1 clipped; the digest is of width, height, number of channels (4 bytes each, big-endian) and the scaled samples as
     * 32-bit floating-point numbers (big-endian), one channel after the other; the hash is that of {@link RasterPicture}.
     *
     * @param image scaled
     * @param view the channels of the picture, as {@link ImageInput#view}
     */
    public static PixelScore of(Raster image, List<Integer> view) {
        Sha256 digest = new Sha256();
        digest.add(ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(image.width())
                .putInt(image.height())
                .putInt(image.channels())
                .flip());
        long[][] counts = new long[image.channels()][LEVELS];
        ByteBuffer samples = ByteBuffer.allocate(Float.BYTES * image.width());
        for (int channel = 0; channel < counts.length; channel++) {
            float[] plane = image.planes()[channel];
            for (int from = 0; from < plane.length; from += image.width()) {
                samples.clear();
                for (int i = from; i < from + image.width(); i++) {
                    counts[channel][level(plane[i])]++;
                    samples.putFloat(plane[i] + 0.0f); // -0 is 0
                }
                digest.add(samples.flip());
            }
        }
        return new PixelScore(image.width(), image.height(), entropy(counts), digest.hex(), hash(image, view));
    }

    private static int level(float share) {
        return Math.round((LEVELS - 1) * Math.max(0, Math.min(1, share)));
    }

    private static long hash(Raster image, List<Integer> view) {
        RasterPicture picture = RasterPicture.of(image, view);
        DifferenceHash hash = new DifferenceHash(image.width(), image.height());
        byte[] row = new byte[CHANNELS * image.width()];
        for (int y = 0; y < image.height(); y++) {
            picture.copyRow(y, row);
            hash.addRow(row);
        }
        return hash.bits();
    }

    /** Adds the pixels of a row to histograms {@code [3][256]}. */
    static void count(byte[] row, long[][] counts) {
        for (int i = 0; i < row.length; i += CHANNELS) {
            counts[0][row[i] & 0xFF]++;
            counts[1][row[i + 1] & 0xFF]++;
            counts[2][row[i + 2] & 0xFF]++;
        }
    }

    /**
     * The entropy of histograms: the mean over the channels of {@code -sum(p[v] * log2(p[v]))}, where {@code p[v]} is the
     * share of the pixels with level {@code v} of 256. It is 0 for an image of one colour, and 8 if all levels are equally frequent.
     *
     * @param counts pixels by channel and level
     */
    static double entropy(long[][] counts) {
        double sum = 0;
        for (long[] channel : counts) {
            long pixels = 0;
            for (long count : channel) {
                pixels += count;
            }
            for (long count : channel) {
                if (count > 0) {
                    double share = (double) count / pixels;
                    sum -= share * Math.log(share) / Math.log(2);
                }
            }
        }
        return sum / counts.length;
    }

    /** The shorter side in pixels. */
    public int side() {
        return Math.min(width, height);
    }
}
