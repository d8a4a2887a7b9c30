package dev.pixio.data.score;

/**
 * An earlier image that an image repeats.
 *
 * @param of name of the first such image
 * @param distance bits in which the perceptual hashes differ; -1 if all pixels are equal
 */
public record Duplicate(String of, int distance) {

    private static final int EXACT = -1;

    /** A repetition with equal pixels. */
    static Duplicate exact(String of) {
        return new Duplicate(of, EXACT);
    }

    /** Whether all pixels are equal. */
    public boolean isExact() {
        return distance == EXACT;
    }
}
