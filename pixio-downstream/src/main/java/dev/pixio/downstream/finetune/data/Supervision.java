package dev.pixio.downstream.finetune.data;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.ViewReader;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** What a model learns from, and its loss. */
public interface Supervision {

    /** The training images. */
    ImageSource images();

    /** How many classes a batch has; empty, as by default, if an epoch is any permutation of the images. */
    default Optional<ClassesPerBatch> classesPerBatch() {
        return Optional.empty();
    }

    /** What of each image is in a batch. */
    ViewReader views();

    /**
     * The input of the model, and what it should predict.
     *
     * @param inputs normalised, float {@code [n, C, H, W]}
     * @param targets as {@link #loss} takes them
     */
    record Example(Tensor inputs, Tensor targets) {}

    /**
     * Some images of a batch.
     *
     * @param batch whose images are in {@code pixels}
     * @param pixels of all images of this process in the batch, {@code [size, planes, H, W]} of the views, on the device
     * @param from the first image
     * @param end the image after the last one
     * @return on the device, in the caller's scope
     */
    Example example(Batch batch, Tensor pixels, int from, int end);

    /**
     * The loss.
     *
     * @param scores of the model, float
     * @param targets of {@link #example}
     * @return the mean over these images, a scalar in the caller's scope
     */
    Tensor loss(Tensor scores, Tensor targets);
}
