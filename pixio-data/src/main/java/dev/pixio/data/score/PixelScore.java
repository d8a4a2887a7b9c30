package dev.pixio.data.score;

import dev.pixio.image.RgbImage;
import dev.pixio.io.Sha256;
import java.nio.ByteBuffer;

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

    /** Adds the pixels of a row to histograms {@code [3][256]}. */
    static void count(byte[] row, long[][] counts) {
        for (int i = 0; i < row.length; i += CHANNELS) {
            counts[0][row[i] & 0xFF]++;
            counts[1][row[i + 1] & 0xFF]++;
            counts[2][row[i + 2] & 0xFF]++;
        }
    }

    /**
     * The entropy of colour histograms: the mean over red, green and blue of {@code -sum(p[v] * log2(p[v]))}, where {@code p[v]} is the
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
