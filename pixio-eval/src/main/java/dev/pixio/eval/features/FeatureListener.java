package dev.pixio.eval.features;

import dev.pixio.data.SkippedImage;

/** Follows the computation of features, on the thread that runs it. */
public interface FeatureListener {

    /**
     * A batch is embedded.
     *
     * @param seen images of the set that are done
     * @param total images in the set
     */
    default void onBatch(long seen, long total) {}

    /** An image could not be read and is left out. */
    default void onSkipped(SkippedImage image) {}

    /** Cached features are damaged and are computed again. */
    default void onDamaged(String reason) {}
}
