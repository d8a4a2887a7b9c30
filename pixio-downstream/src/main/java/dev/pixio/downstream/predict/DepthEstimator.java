package dev.pixio.downstream.predict;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that measures the depth of each pixel of an image in metres:
 *
 * <pre>{@code
 * try (DepthEstimator estimator = DepthEstimator.load(Path.of("runs/rooms"))) {
 *   DepthMap depth = estimator.predict(Path.of("room.jpg"));
 * }
 * }</pre>
 *
 * <p>Images have any size: they are cut into the overlapping windows of the model, whose predictions are put together as in
 * evaluations. {@link PredictionSettings#withResizing} is for models that were trained on whole small images. Thread-safe; callers need not manage native memory. Images are decoded on the calling thread and computed on the
 * model's own thread, one batch of windows at a time.
 */
public final class DepthEstimator implements AutoCloseable {

    private final TaskThread thread;

    private DepthEstimator(TaskThread thread) {
        this.thread = thread;
    }

    /** Loads a model with the default settings; see {@link #load(Path, PredictionSettings)}. */
    public static DepthEstimator load(Path path) throws IOException {
        return load(path, PredictionSettings.defaults());
    }

    /**
     * Loads a model.
     *
     * @param path a file, or the folder of a run or checkpoint; see {@link dev.pixio.downstream.model.TaskModel#read}
     * @throws dev.pixio.weights.tensor.WeightsException in one line: there is no model, or it has another task
     * @throws IllegalArgumentException if the settings do not fit the machine
     */
    public static DepthEstimator load(Path path, PredictionSettings settings) throws IOException {
        return new DepthEstimator(TaskThread.load(path, settings, DepthEstimation.class));
    }

    /** The depths that the model was trained for; no prediction exceeds its largest. */
    public DepthRange range() {
        return ((DepthEstimation) spec().task()).range();
    }

    /** What the model predicts and from what. */
    public TaskSpec spec() {
        return thread.spec();
    }

    /** How images are resized before they are predicted. */
    public Resizing resizing() {
        return thread.resizing();
    }

    /** A digest of the weights. */
    public String fingerprint() {
        return thread.fingerprint();
    }

    /** The precision of the encoder. */
    public String precision() {
        return thread.precision();
    }

    /**
     * Predicts the depths of an image.
     *
     * @throws dev.pixio.image.format.ImageReadException if the image cannot be read
     */
    public DepthMap predict(Path file) throws IOException {
        return thread.read(file, image -> predict(List.of(image.planes())).get(0));
    }

    /**
     * Decodes an image for {@link #predict(List)}, on the calling thread.
     *
     * @param file all bytes of the file, which may be changed
     * @param limits of files and pixels, checked before memory is allocated
     * @throws dev.pixio.image.format.ImageReadException if the bytes cannot be read as an image of the model's input
     */
    public ImagePlanes prepare(byte[] file, ImageDecoder limits) throws IOException {
        try (SampleImage image = SampleImage.decode(file, limits, spec().images())) {
            return image.planes();
        }
    }

    /**
     * Predicts the depths of an image, which is not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public DepthMap predict(RgbImage image) {
        return predict(List.of(thread.photograph(image).planes())).get(0);
    }

    /** Predicts several images of the input of the model; their windows go through it together. */
    public List<DepthMap> predict(List<? extends ImagePlanes> images) {
        return thread.pixels(images, DepthMap::new);
    }

    /** Waits for running calls, then frees the weights. Closing again has no effect. */
    @Override
    public void close() {
        thread.close();
    }
}
