package dev.pixio.downstream.predict;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A model that names the class of each pixel of an image:
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.load(Path.of("runs/roads"))) {
 *   ClassMask mask = segmenter.predict(Path.of("street.jpg"));
 * }
 * }</pre>
 *
 * <p>Images have any size: they are cut into the overlapping windows of the model, whose predictions are put together as in
 * evaluations. {@link PredictionSettings#withResizing} is for models that were trained on whole small images. Thread-safe; callers need not manage native memory. Images are decoded on the calling thread and computed on the
 * model's own thread, one batch of windows at a time.
 */
public final class Segmenter implements AutoCloseable {

    private final TaskThread thread;

    private Segmenter(TaskThread thread) {
        this.thread = thread;
    }

    /** Loads a model with the default settings; see {@link #load(Path, PredictionSettings)}. */
    public static Segmenter load(Path path) throws IOException {
        return load(path, PredictionSettings.defaults());
    }

    /**
     * Loads a model.
     *
     * @param path a file, or the folder of a run or checkpoint; see {@link dev.pixio.downstream.model.TaskModel#read}
     * @throws dev.pixio.weights.tensor.WeightsException in one line: there is no model, or it has another task
     * @throws IllegalArgumentException if the settings do not fit the machine
     */
    public static Segmenter load(Path path, PredictionSettings settings) throws IOException {
        return new Segmenter(TaskThread.load(path, settings, Segmentation.class));
    }

    /** The names of the classes, in the order of the labels from 0. */
    public List<String> classes() {
        return ((Segmentation) spec().task()).classes();
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
     * Predicts the classes of an image.
     *
     * @throws dev.pixio.image.format.ImageReadException if the image cannot be read
     */
    public ClassMask predict(Path file) throws IOException {
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
     * Predicts the classes of an image, which is not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public ClassMask predict(RgbImage image) {
        return predict(List.of(thread.photograph(image).planes())).get(0);
    }

    /** Predicts several images of the input of the model; their windows go through it together. */
    public List<ClassMask> predict(List<? extends ImagePlanes> images) {
        return thread.pixels(images, (height, width, values) -> new ClassMask(height, width, labels(values)));
    }

    private static byte[] labels(float[] values) {
        byte[] labels = new byte[values.length];
        for (int pixel = 0; pixel < values.length; pixel++) {
            labels[pixel] = (byte) (int) values[pixel];
        }
        return labels;
    }

    /** Waits for running calls, then frees the weights. Closing again has no effect. */
    @Override
    public void close() {
        thread.close();
    }
}
