package dev.pixio.embed;

import dev.pixio.data.SkippedImage;
import java.io.IOException;

/** Takes what an {@link EmbeddingPass} finds, on the thread that runs it, in the order of the source. */
public interface EmbeddingListener {

    /**
     * The features of an image.
     *
     * @param index of the image in its source
     * @param features in row order; the listener's own
     */
    void onFeatures(long index, float[] features) throws IOException;

    /** An image that could not be read and has no features; it is told after those of its batch. */
    default void onSkipped(SkippedImage image) throws IOException {}

    /**
     * A batch is through.
     *
     * @param seen images of the source that have been told of so far, the ones before the first batch too
     * @param total images in the source
     */
    default void onBatch(long seen, long total) throws IOException {}
}
