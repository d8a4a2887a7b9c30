package dev.pixio.torch;

/**
 * A stream of random numbers that is determined by its purpose, not by a shared generator.
 *
 * <p>Every random choice of a run comes from the stream of (run seed, epoch, sample, purpose). An image's crop, mask and drop
 * path are therefore the same for any number of threads, processes or restarts, and nothing has to be replayed after a
 * restart. The generator is SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators",
 * OOPSLA 2014); keys are mixed with its finaliser, so that consecutive keys give unrelated streams.
 *
 * <p>Not thread-safe.
 */
public final class RandomStream {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private RandomStream(long state) {
        this.state = state;
    }

    /**
     * The stream for a purpose.
     *
     * @param seed the run's seed
     * @param purpose what the numbers are for, such as {@code "mask"}
     * @param keys from the general to the particular, such as epoch and index in the epoch
     */
    public static RandomStream of(long seed, String purpose, long... keys) {
        // String.hashCode is specified, so a purpose gives the same stream on every machine.
        long state = mix(mix(seed + GOLDEN_GAMMA) + purpose.hashCode());
        for (long key : keys) {
            state = mix(state + GOLDEN_GAMMA + mix(key + GOLDEN_GAMMA));
        }
        return new RandomStream(state);
    }

    /** The next 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), with 53 random bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, 1), with 24 random bits, so that rounding never yields 1. */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1.0p-24f;
    }

    /** Uniform in [low, high). */
    public double nextDouble(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /**
     * Uniform in 0 .. bound - 1.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound must be positive, not " + bound);
        }
        // The high 32 bits scaled to the bound; the bias is below bound / 2^32.
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Normal with mean 0 and variance 1 (Box and Muller 1958, one of the pair). */
    public double nextGaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
        return radius * Math.cos(2 * Math.PI * nextDouble());
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
