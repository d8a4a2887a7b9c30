package dev.pixio.downstream.model;

import dev.pixio.augment.Normalize;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.task.Task;
import dev.pixio.image.raster.ImageInput;
import java.util.List;

/**
 * Everything about a model but its encoder and its weights.
 *
 * @param task what is predicted
 * @param head which head
 * @param input how images become the model's input
 * @param images which channels and which scale images have, and how they are normalised
 * @param palette of a segmentation, a colour {@code 0xRRGGBB} for each class; empty for the default colours
 */
public record TaskSpec(Task task, HeadSpec head, TaskInput input, ImageInput images, List<Integer> palette) {

    private static final int MAX_COLOUR = 0xFFFFFF;

    /** @throws IllegalArgumentException if head or input are of another kind of task, or the palette has another number of colours */
    public TaskSpec {
        palette = List.copyOf(palette);
        boolean ofImages = task instanceof Classification;
        if (ofImages != head instanceof HeadSpec.Pooled) {
            throw new IllegalArgumentException("the head " + head.id() + " is not for " + task.id());
        }
        if (ofImages != input instanceof TaskInput.Frame) {
            throw new IllegalArgumentException(
                    "images are cut into windows for segmentation and depth, and resized for classification");
        }
        if (!palette.isEmpty() && !(task instanceof Segmentation && palette.size() == task.outputs())) {
            throw new IllegalArgumentException("a palette has a colour for each class of a segmentation, not "
                    + palette.size() + " for " + task.outputs() + " scores of " + task.id());
        }
        for (int colour : palette) {
            if (colour < 0 || colour > MAX_COLOUR) {
                throw new IllegalArgumentException("a colour is 0 to " + MAX_COLOUR + ", not " + colour);
            }
        }
    }

    /** Of photographs, with the default colours. */
    public TaskSpec(Task task, HeadSpec head, TaskInput input) {
        this(task, head, input, ImageInput.RGB, List.of());
    }

    /** With other windows or another framing. */
    public TaskSpec withInput(TaskInput other) {
        return new TaskSpec(task, head, other, images, palette);
    }

    /** For images of other channels, scale or statistics. */
    public TaskSpec withImages(ImageInput other) {
        return new TaskSpec(task, head, input, other, palette);
    }

    /** How the numbers of pixels are normalised. */
    public Normalize normalize() {
        return Normalize.of(images);
    }
}
