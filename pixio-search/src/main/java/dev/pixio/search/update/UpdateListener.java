package dev.pixio.search.update;

import dev.pixio.data.SkippedImage;
import dev.pixio.search.IndexRoot;

/** Receives the progress of an update, on the thread that runs it. */
public interface UpdateListener {

    /**
     * The images of a root were compared with the index.
     *
     * @param compute how many are new or have changed
     * @param images of the root
     */
    default void onPlan(IndexRoot root, long compute, long images) {}

    /** An image has its vectors. */
    default void onComputed() {}

    /** An image is left out of the index, for the reason that {@link UpdateResult#skipped} lists. It has been logged. */
    default void onSkipped(IndexRoot root, SkippedImage image) {}

    /**
     * A batch is complete.
     *
     * @param done of the images of the root that are computed
     * @param total number of them
     */
    default void onBatch(long done, long total) {}

    /** All vectors are computed, and the index is written. */
    default void onWriting() {}

    /** Whether the update is to end after the current batch, by an {@link java.io.InterruptedIOException}. */
    default boolean isStopRequested() {
        return false;
    }
}
