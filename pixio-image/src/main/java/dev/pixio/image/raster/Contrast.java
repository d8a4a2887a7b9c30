package dev.pixio.image.raster;

import java.util.Arrays;

/**
 * The range of a channel that pictures show from black to white: from the 2nd to the 98th percentile, because the numbers of a sensor seldom fill
 * their range.
 *
 * @param low the 2nd percentile
 * @param width to the 98th percentile; 0 of a channel without contrast
 */
public record Contrast(float low, float width) {

    private static final double LOW = 0.02;
    private static final double HIGH = 0.98;

    /** Samples that percentiles are taken of, at equal distances; sorting more takes longer than decoding them. */
    private static final int MOST_SAMPLES = 1 << 18;

    /**
     * The contrast of a channel.
     *
     * @param plane its samples, at least one; not changed
     */
    public static Contrast of(float[] plane) {
        int step = (plane.length - 1) / MOST_SAMPLES + 1;
        float[] samples = new float[(plane.length - 1) / step + 1];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = plane[i * step];
        }
        Arrays.sort(samples);
        float low = samples[(int) (LOW * (samples.length - 1))];
        return new Contrast(low, samples[(int) Math.ceil(HIGH * (samples.length - 1))] - low);
    }

    /** A sample as a level of 8 bits; 0 of a channel without contrast. */
    byte level(float sample) {
        float share = width > 0 ? (sample - low) / width : 0;
        return (byte) Math.round(255 * Math.max(0, Math.min(1, share)));
    }
}
