package dev.pixio.weights.pickle;

/**
 * What a pickle may ask for. A checkpoint with its optimizer has some ten thousand values in less than a megabyte.
 *
 * @param bytes the longest pickle
 * @param values how many values may be pushed in all, and how many remembered
 * @param marks how deeply lists may be open within each other
 * @param text the longest text or run of bytes
 */
public record PickleLimits(long bytes, int values, int marks, int text) {

    /** Generous for checkpoints, harmless for a heap of 512 MB. */
    public static final PickleLimits CHECKPOINT = new PickleLimits(64 << 20, 1 << 20, 1000, 8 << 20);
}
