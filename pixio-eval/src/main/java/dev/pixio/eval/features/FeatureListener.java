package dev.pixio.eval.features;

import dev.pixio.data.SkippedImage;

/** Receives the progress of a computation of features, on the thread that runs it. */
public interface FeatureListener {

    /** The features of a candidate for a set of images will be computed, or read from the cache. */
    default void onFeatures(String candidate, String images) {}

    /**
     * A batch is complete.
     *
     * @param done images of the set processed so far
     * @param total images in the set
     */
    default void onBatch(long done, long total) {}

    /** An image could not be read and is left out. It has been logged. */
    default void onSkipped(SkippedImage image) {}

    /** Cached features are damaged and are computed again. */
    default void onDamaged(String reason) {}

    /** Features were computed and cannot be written to the cache. */
    default void onNotCached(String reason) {}
}
