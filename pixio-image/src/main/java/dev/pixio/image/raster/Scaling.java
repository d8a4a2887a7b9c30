package dev.pixio.image.raster;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How samples become shares of 1.
 *
 * @param kind which samples become 0 and 1
 * @param low of a window the sample that becomes 0, of percentiles the percentage; 0 otherwise
 * @param high of a window the sample that becomes 1, of percentiles the percentage; 0 otherwise
 */
public record Scaling(Kind kind, double low, double high) {

    /** Which samples become 0 and 1. */
    public enum Kind {
        /** Photographs: red, green and blue of 8 bits; of 16 bits the upper byte. */
        RGB8,
        /** The ends of the declared range: 0 and 65535 of 16 bits. */
        RANGE,
        /** The ends of a window; samples outside of it are clipped. */
        WINDOW,
        /** Percentiles of each channel of each image; samples outside of them are clipped. */
        PERCENTILES
    }

    /** Photographs. */
    public static final Scaling RGB8 = new Scaling(Kind.RGB8, 0, 0);

    /** By the declared range. */
    public static final Scaling RANGE = new Scaling(Kind.RANGE, 0, 0);

    private static final String NUMBER = "([-+]?(?:\\d{1,12}(?:\\.\\d{0,17})?|\\.\\d{1,17})(?:[eE][-+]?\\d{1,2})?)";

    private static final Pattern BOUNDS = Pattern.compile("(window|percentiles):" + NUMBER + "\\.\\." + NUMBER);

    private static final int LEVELS = 1 << 16;

    public Scaling {
        boolean bounds = kind == Kind.WINDOW || kind == Kind.PERCENTILES;
        if (bounds ? !(low < high) : low != 0 || high != 0) {
            throw new IllegalArgumentException(
                    "the lower bound must be less than the upper one: " + low + " is not less than " + high);
        }
        if (kind == Kind.PERCENTILES && (low < 0 || high > 100)) {
            throw new IllegalArgumentException("percentiles must be 0 to 100, not " + low + " to " + high);
        }
    }

    /**
     * The scaling of a text: {@code rgb8}, {@code range}, {@code window:0..3000} or {@code percentiles:1..99}.
     *
     * @throws IllegalArgumentException in one line, if it is none
     */
    public static Scaling parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals(RGB8.toString())) {
            return RGB8;
        }
        if (lower.equals(RANGE.toString())) {
            return RANGE;
        }
        Matcher bounds = BOUNDS.matcher(lower);
        if (!bounds.matches()) {
            throw new IllegalArgumentException(
                    "must be rgb8, range, window:LOW..HIGH or percentiles:LOW..HIGH, not '" + text + "'");
        }
        return new Scaling(
                bounds.group(1).equals("window") ? Kind.WINDOW : Kind.PERCENTILES,
                Double.parseDouble(bounds.group(2)),
                Double.parseDouble(bounds.group(3)));
    }

    /** The samples as shares of 1. */
    Raster apply(Raster stored) {
        float[][] scaled = new float[stored.channels()][];
        for (int channel = 0; channel < scaled.length; channel++) {
            scaled[channel] = scaled(stored.planes()[channel], stored.range());
        }
        boolean clips = kind == Kind.WINDOW || kind == Kind.PERCENTILES;
        SampleRange range = clips || stored.range().isBounded() ? SampleRange.SHARES : SampleRange.REALS;
        return stored.with(stored.colors(), range, scaled);
    }

    private float[] scaled(float[] plane, SampleRange range) {
        return switch (kind) {
            case RGB8, RANGE ->
                linear(plane, range.low(), range.high(), Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
            case WINDOW -> linear(plane, low, high, 0, 1);
            case PERCENTILES -> {
                LongToDoubleFunction ranked = ranked(plane, range);
                yield linear(
                        plane, percentile(ranked, plane.length, low), percentile(ranked, plane.length, high), 0, 1);
            }
        };
    }

    /** A channel without contrast becomes 0. */
    private static float[] linear(float[] plane, double zero, double one, double least, double most) {
        float[] scaled = new float[plane.length];
        double width = one - zero;
        if (width > 0) {
            for (int i = 0; i < plane.length; i++) {
                scaled[i] = (float) Math.min(most, Math.max(least, (plane[i] - zero) / width));
            }
        }
        return scaled;
    }

    /** Interpolated linearly between samples, as NumPy does by default. */
    private static double percentile(LongToDoubleFunction ranked, int samples, double percent) {
        double rank = percent / 100 * (samples - 1);
        long below = (long) Math.floor(rank);
        double lower = ranked.applyAsDouble(below);
        double upper = ranked.applyAsDouble(Math.min(samples - 1L, below + 1));
        return lower + (rank - below) * (upper - lower);
    }

    /** The samples in ascending order. */
    private static LongToDoubleFunction ranked(float[] plane, SampleRange range) {
        if (range.isBounded() && areLevels(plane, range.low())) {
            int[] counts = new int[LEVELS];
            for (float sample : plane) {
                counts[(int) (sample - range.low())]++;
            }
            return rank -> {
                long below = 0;
                int level = 0;
                while (below + counts[level] <= rank) {
                    below += counts[level++];
                }
                return level + range.low();
            };
        }
        float[] sorted = plane.clone();
        Arrays.sort(sorted);
        return rank -> sorted[(int) rank];
    }

    /** Whether samples are whole numbers from the lowest on that can be counted; rescaled ones may be none. */
    private static boolean areLevels(float[] plane, double low) {
        for (float sample : plane) {
            double level = sample - low;
            if (level != Math.rint(level) || level < 0 || level >= LEVELS) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return switch (kind) {
            case RGB8, RANGE -> kind.name().toLowerCase(Locale.ROOT);
            case WINDOW, PERCENTILES -> kind.name().toLowerCase(Locale.ROOT) + ":" + number(low) + ".." + number(high);
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e12
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
