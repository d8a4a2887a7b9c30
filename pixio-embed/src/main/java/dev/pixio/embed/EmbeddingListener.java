package dev.pixio.embed;

import dev.pixio.data.SkippedImage;
import java.io.IOException;

/** Receives the features from an {@link EmbeddingPass}, on the thread that runs it and in source order. */
public interface EmbeddingListener {

    /**
     * The features of an image.
     *
     * @param index of the image in its source
     * @param features in row order; the listener may keep the array
     */
    void onFeatures(long index, float[] features) throws IOException;

    /** An image that could not be read and has no features; reported after the features of its batch. */
    default void onSkipped(SkippedImage image) throws IOException {}

    /**
     * A batch is complete.
     *
     * @param done images of the source processed so far, including those before the first batch
     * @param total images in the source
     */
    default void onBatch(long done, long total) throws IOException {}

    /** Whether the pass is to end after the current batch, by an {@link java.io.InterruptedIOException}. */
    default boolean isStopRequested() {
        return false;
    }
}
