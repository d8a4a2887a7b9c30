package dev.pixio.image.raster;

/**
 * The declared range of samples: that of their type, or what the file states.
 *
 * @param low the value that becomes 0
 * @param high the value that becomes 1
 * @param numbers whether samples can lie outside of it
 */
public record SampleRange(double low, double high, Numbers numbers) {

    /** What samples are. */
    public enum Numbers {
        /** Whole numbers within the range. */
        INTEGERS,
        /** Floating-point numbers, which may lie outside of the range. */
        REALS
    }

    /** Shares of 1 that cannot lie outside of it. */
    static final SampleRange SHARES = new SampleRange(0, 1, Numbers.INTEGERS);

    /** Floating-point numbers: 0 to 1. */
    static final SampleRange REALS = new SampleRange(0, 1, Numbers.REALS);

    /** Unsigned integers up to a largest one. */
    static SampleRange unsigned(long largest) {
        return new SampleRange(0, (double) largest, Numbers.INTEGERS);
    }

    /** Signed integers of 8 or 16 bits. */
    static SampleRange signed(int bits) {
        double half = 1L << (bits - 1);
        return new SampleRange(-half, half - 1, Numbers.INTEGERS);
    }

    /** Whether no sample, and no value between samples, is outside of the range. */
    public boolean isBounded() {
        return numbers == Numbers.INTEGERS;
    }
}
