package dev.pixio.downstream.predict;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Classification;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.EmbeddingPass;
import dev.pixio.embed.PreparedImage;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A model that names the class of an image:
 *
 * <pre>{@code
 * try (Classifier classifier = Classifier.load(Path.of("runs/birds"))) {
 *   ClassScore best = classifier.predict(Path.of("bird.jpg")).get(0);
 * }
 * }</pre>
 *
 * <p>Thread-safe; callers need not manage native memory. Images are decoded on the calling thread and computed on the model's own
 * thread, one batch at a time.
 */
public final class Classifier implements AutoCloseable {

    private final TaskThread thread;
    private final Augmentation view;
    private final int batchSize;

    private Classifier(TaskThread thread, int batchSize) {
        this.thread = thread;
        this.view = Augmentation.framed(framing(), thread.spec().images());
        this.batchSize = batchSize;
    }

    /** Loads a model with the default settings; see {@link #load(Path, PredictionSettings)}. */
    public static Classifier load(Path path) throws IOException {
        return load(path, PredictionSettings.defaults());
    }

    /**
     * Loads a model.
     *
     * @param path a file, or the folder of a run or checkpoint; see {@link dev.pixio.downstream.model.TaskModel#read}
     * @throws dev.pixio.weights.tensor.WeightsException in one line: there is no model, or it has another task
     * @throws IllegalArgumentException if the settings do not fit the machine
     */
    public static Classifier load(Path path, PredictionSettings settings) throws IOException {
        return new Classifier(TaskThread.load(path, settings, Classification.class), settings.batchSize());
    }

    /** The names of the classes, in the order of the model. */
    public List<String> classes() {
        return ((Classification) spec().task()).classes();
    }

    /** What the model predicts and from what. */
    public TaskSpec spec() {
        return thread.spec();
    }

    /** How images are resized to the input size. */
    public Framing framing() {
        return ((TaskInput.Frame) thread.spec().input()).framing();
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
     * Scores of all classes, the most probable first.
     *
     * @throws dev.pixio.image.format.ImageReadException if the image cannot be read
     */
    public List<ClassScore> predict(Path file) throws IOException {
        return thread.read(
                file, image -> batch(1, (i, out) -> write(image, out)).get(0));
    }

    /**
     * Scores of all classes, the most probable first. The image is not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public List<ClassScore> predict(RgbImage image) {
        return predict(List.of(image)).get(0);
    }

    /**
     * Scores for several images. The images are not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public List<List<ClassScore>> predict(List<RgbImage> images) {
        List<List<ClassScore>> scores = new ArrayList<>();
        for (int first = 0; first < images.size(); first += batchSize) {
            List<RgbImage> part = images.subList(first, Math.min(images.size(), first + batchSize));
            scores.addAll(batch(part.size(), (i, out) -> write(thread.photograph(part.get(i)), out)));
        }
        return scores;
    }

    /**
     * Decodes an image file and resizes it to the input size, on the calling thread.
     *
     * @param file all bytes of the file
     * @param limits of files and pixels, checked before memory is allocated
     * @return for {@link #predictPrepared}
     * @throws dev.pixio.image.format.ImageReadException if the bytes cannot be read as an image
     */
    public PreparedImage prepare(byte[] file, ImageDecoder limits) throws IOException {
        try (PointerScope scope = new PointerScope();
                SampleImage image = SampleImage.decode(file, limits, view.input())) {
            Tensor out = memory(1).select(0, 0);
            write(image, out);
            return PreparedImage.of(out);
        }
    }

    /** Scores for prepared images, in one batch: those of one image equal {@link #predict(Path)} of its file. */
    public List<List<ClassScore>> predictPrepared(List<PreparedImage> images) {
        return batch(images.size(), (i, out) -> images.get(i).copyTo(out));
    }

    private void write(SampleImage image, Tensor out) {
        RandomStream none = RandomStream.of(0, "not random");
        if (image instanceof SampleImage.Photograph photograph) {
            view.apply(photograph.image(), none, out);
        } else {
            view.apply(((SampleImage.Samples) image).raster(), none, out);
        }
    }

    /** Memory for a batch, in the caller's scope. */
    private Tensor memory(int images) {
        ImageInput input = view.input();
        return Tensors.empty(
                input.isRgb8() ? ScalarType.Byte : ScalarType.Float,
                images,
                input.channels(),
                view.height(),
                view.width());
    }

    /** Writes an image of a batch. */
    private interface ImageWriter {
        /** Writes image {@code i} into its part of the batch, {@code [C, H, W]}. */
        void write(int i, Tensor out);
    }

    private List<List<ClassScore>> batch(int size, ImageWriter images) {
        try (PointerScope scope = new PointerScope()) {
            Tensor batch = memory(size);
            for (int i = 0; i < size; i++) {
                images.write(i, batch.select(0, i));
            }
            float[] probabilities = thread.compute(loaded -> loaded.probabilities(batch));
            int classes = classes().size();
            List<List<ClassScore>> scores = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                scores.add(ClassScore.ranked(
                        classes(), Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes)));
            }
            return scores;
        }
    }

    /**
     * Computes the probabilities of a whole source, in source order: images are decoded by several threads and computed in batches.
     *
     * @param source stays open; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     * @param listener receives the probabilities of all classes in the order of the model, on the calling thread
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     */
    public void predictAll(ImageSource source, LoaderOptions options, EmbeddingListener listener)
            throws IOException, InterruptedException {
        new EmbeddingPass(source, view, images -> thread.compute(loaded -> loaded.probabilities(images)), options)
                .run(listener);
    }

    /** Waits for running calls, then frees the weights. Closing again has no effect. */
    @Override
    public void close() {
        thread.close();
    }
}
