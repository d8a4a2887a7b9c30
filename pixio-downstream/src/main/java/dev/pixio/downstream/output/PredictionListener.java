package dev.pixio.downstream.output;

import dev.pixio.data.SkippedImage;

/** Receives the progress of predictions, on the thread that runs them. */
public interface PredictionListener {

    /** An image was predicted, and its files are written. */
    default void onPredicted() {}

    /** An image could not be read and is left out. It has been logged. */
    default void onSkipped(SkippedImage image) {}

    /**
     * Some images are complete.
     *
     * @param done images of the source so far, including those of an earlier run
     * @param total images in the source
     */
    default void onBatch(long done, long total) {}

    /** Whether to end after the current images, by an {@link java.io.InterruptedIOException}. */
    default boolean isStopRequested() {
        return false;
    }
}
