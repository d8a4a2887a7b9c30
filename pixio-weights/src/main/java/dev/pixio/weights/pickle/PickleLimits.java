package dev.pixio.weights.pickle;

/**
 * Limits for a pickle. For comparison: a checkpoint with its optimizer has about ten thousand values in less than a megabyte.
 *
 * @param bytes maximum size of a pickle
 * @param values maximum number of values pushed, and of values memoized
 * @param marks maximum nesting of lists, tuples and dicts under construction
 * @param string maximum size of a string or bytes value, in bytes
 */
public record PickleLimits(long bytes, int values, int marks, int string) {

    /** Far above the needs of checkpoints; suitable for a heap of 512 MB. */
    public static final PickleLimits CHECKPOINT = new PickleLimits(64 << 20, 1 << 20, 1000, 8 << 20);
}
