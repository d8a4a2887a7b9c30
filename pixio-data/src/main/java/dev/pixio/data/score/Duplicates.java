package dev.pixio.data.score;

/** Which images that repeat an earlier one are dropped. */
public enum Duplicates {
    /** None. */
    KEEP,
    /** Those with equal pixels. */
    EXACT,
    /** Those with equal pixels, and those whose perceptual hashes are near. */
    NEAR
}
