package dev.pixio.embed;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.ImageEmbedder;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A trained encoder that turns images into features:
 *
 * <pre>{@code
 * try (ImageEncoder encoder = ImageEncoder.load(Path.of("pixio-vitb16.safetensors"))) {
 *   float[] features = encoder.embed(Path.of("cat.jpg"));
 * }
 * }</pre>
 *
 * <p>Thread-safe, also for virtual threads; callers need not manage native memory. Images are decoded on the calling
 * thread and encoded on the encoder's own thread, one batch at a time, with all threads of libtorch. Features are
 * bit-identical for the same batch; the other images of a batch may change their last bits, except in {@link #embedAll},
 * where they depend on the image and the batch size only.
 */
public final class ImageEncoder implements ImageEmbedder {

    /** Larger batches are no faster and take more memory. */
    private static final int BATCH_SIZE = 16;

    private final EncoderThread thread;
    private final LoadedEncoder loaded;
    private final InputImages input;
    private final CallGate calls = new CallGate("the encoder");

    private ImageEncoder(EncoderThread thread, LoadedEncoder loaded) {
        this.thread = thread;
        this.loaded = loaded;
        this.input = InputImages.of(loaded.framing(), loaded.input());
    }

    /** Loads an encoder for the default features; see {@link #load(Path, EncoderSettings)}. */
    public static ImageEncoder load(Path weights) throws IOException {
        return load(weights, EncoderSettings.defaults());
    }

    /**
     * Loads an encoder.
     *
     * @param weights any path that {@link dev.pixio.weights.ModelFile#open} accepts
     * @throws dev.pixio.weights.tensor.WeightsException if there are no such weights or they cannot be used
     * @throws IllegalArgumentException if the settings do not fit the model or the machine
     */
    public static ImageEncoder load(Path weights, EncoderSettings settings) throws IOException {
        EncoderThread thread = new EncoderThread();
        try {
            return new ImageEncoder(thread, thread.compute(() -> LoadedEncoder.load(weights, settings)));
        } catch (UncheckedIOException e) {
            thread.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    @Override
    public int dimension() {
        return Math.toIntExact(Arrays.stream(shape()).reduce(1, Math::multiplyExact));
    }

    /**
     * The shape of the features of one image, in row order: {@code [D]} for most kinds of {@link Pooling}, {@code
     * [patches, D]} or {@code [D, rows, columns]} for some.
     */
    public long[] shape() {
        return loaded.shape();
    }

    /** The shape of the features of one image by another pooling. */
    public long[] shape(Pooling pooling) {
        return loaded.shape(pooling);
    }

    /** Block, norm and pooling of the features. */
    public FeatureChoice choice() {
        return loaded.embedder().choice();
    }

    /** How images are resized to the encoder's input size. */
    public Framing framing() {
        return loaded.framing();
    }

    /** The weights and settings that the features depend on. */
    public FeatureOrigin origin() {
        return loaded.origin();
    }

    /**
     * What is assumed about the weights because their file does not state it, a line each; often empty. {@link
     * EncoderSettings#withHeads} states the number of attention heads.
     */
    public List<String> assumptions() {
        return loaded.assumptions();
    }

    @Override
    public float[] embed(Path file) throws IOException {
        calls.begin();
        try (PointerScope scope = new PointerScope()) {
            return features(input.read(file), 1, index -> file.toString()).get(0);
        } finally {
            calls.end();
        }
    }

    /**
     * Decodes an image file and resizes it to the input size, on the calling thread.
     *
     * @param file all bytes of the file, which may be changed
     * @param limits of files and pixels, checked before memory is allocated
     * @return for {@link #embedPrepared}
     * @throws dev.pixio.image.format.ImageReadException if the bytes cannot be read as an image of the model's input
     */
    public PreparedImage prepare(byte[] file, ImageDecoder limits) throws IOException {
        calls.begin();
        try {
            return input.prepare(file, limits);
        } finally {
            calls.end();
        }
    }

    /**
     * The features of prepared images, in one batch. Those of one image equal {@link #embed(Path)} of its file; several
     * may differ in their last bits.
     *
     * @param images of this encoder, at least one
     * @return {@code dimension()} numbers per image, in the order of the images
     */
    public List<float[]> embedPrepared(List<PreparedImage> images) {
        calls.begin();
        try (PointerScope scope = new PointerScope()) {
            return features(
                    input.prepared(images), images.size(), index -> "image " + (index + 1) + " of " + images.size());
        } finally {
            calls.end();
        }
    }

    /** Which channels and which scale the images of the model have. */
    public ImageInput input() {
        return loaded.input();
    }

    /** @throws IllegalArgumentException if the model does not take 8-bit RGB images */
    @Override
    public float[] embed(RgbImage image) {
        return embed(List.of(image)).get(0);
    }

    @Override
    public List<float[]> embed(List<RgbImage> images) {
        calls.begin();
        try {
            List<float[]> all = new ArrayList<>(images.size());
            for (int first = 0; first < images.size(); first += BATCH_SIZE) {
                int offset = first + 1;
                List<RgbImage> batch = images.subList(first, Math.min(images.size(), first + BATCH_SIZE));
                try (PointerScope scope = new PointerScope()) {
                    all.addAll(features(
                            input.batch(batch),
                            batch.size(),
                            index -> "image " + (offset + index) + " of " + images.size()));
                }
            }
            return all;
        } finally {
            calls.end();
        }
    }

    /** The features of a batch, an array for each image. */
    private List<float[]> features(Tensor batch, int images, IntFunction<String> names) {
        List<float[]> features = EmbeddingPass.split(encode(batch), images);
        for (int i = 0; i < images; i++) {
            NonFiniteFeaturesException.requireFinite(features.get(i), names.apply(i));
        }
        return features;
    }

    /**
     * The features of an image by several poolings, from one forward pass.
     *
     * @param image decoded; not closed by this method
     * @param poolings in place of that of {@link #choice}
     * @return the features of each pooling, in row order; {@link Pooling} documents the shapes
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public List<float[]> embed(RgbImage image, List<Pooling> poolings) {
        return embed(() -> input.batch(List.of(image)), poolings);
    }

    /**
     * As {@link #embed(RgbImage, List)}, for a model that takes other images than 8-bit RGB.
     *
     * @param image with the channels and the scale of {@link #input}
     * @throws IllegalArgumentException if the model takes 8-bit RGB images, or other channels
     */
    public List<float[]> embed(Raster image, List<Pooling> poolings) {
        return embed(() -> input.batch(image), poolings);
    }

    private List<float[]> embed(Supplier<Tensor> image, List<Pooling> poolings) {
        calls.begin();
        try (PointerScope scope = new PointerScope()) {
            Tensor batch = image.get();
            List<float[]> features = thread.compute(() -> {
                try (PointerScope inner = new PointerScope()) {
                    return loaded.embedder().embed(batch, poolings).stream()
                            .map(Tensors::toFloats)
                            .toList();
                }
            });
            features.forEach(each -> NonFiniteFeaturesException.requireFinite(each, "the image"));
            return features;
        } finally {
            calls.end();
        }
    }

    /**
     * Computes the features of a whole source by several poolings, from one forward pass, as {@link #embedAll(ImageSource,
     * LoaderOptions, EmbeddingListener)} does by one.
     *
     * @param poolings in place of that of {@link #choice}
     * @param listener receives for each image the features of all poolings, one after the other in an array
     */
    public void embedAll(ImageSource source, LoaderOptions options, List<Pooling> poolings, EmbeddingListener listener)
            throws IOException, InterruptedException {
        calls.begin();
        try {
            new EmbeddingPass(source, input.view(), images -> encode(images, poolings), options).run(listener);
        } finally {
            calls.end();
        }
    }

    /** The features of {@code [B, C, H, W]}, one image after the other, and of each all poolings. */
    private float[] encode(Tensor images, List<Pooling> poolings) {
        return thread.compute(() -> {
            try (PointerScope scope = new PointerScope()) {
                TensorVector each = new TensorVector();
                loaded.embedder().embed(images, poolings).forEach(features -> each.push_back(features.flatten(1, -1)));
                return Tensors.toFloats(torch.cat(each, 1)); // [B, sum of the dimensions]
            }
        });
    }

    /**
     * Computes the features of a whole source, in source order: images are decoded by several threads and encoded in
     * batches. Other threads may use the encoder at the same time.
     *
     * @param source stays open; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     * @param listener receives the features, on the calling thread; an exception from it ends the pass
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     */
    public void embedAll(ImageSource source, LoaderOptions options, EmbeddingListener listener)
            throws IOException, InterruptedException {
        embedAll(source, options, DividedTask.alone(), listener);
    }

    /**
     * Computes the features of a whole source by several processes, as {@link #embedAll(ImageSource, LoaderOptions,
     * EmbeddingListener)} does by one. All of them call this, with equal encoders.
     *
     * @param source the same images in all processes
     * @param task the processes; the listener of process 0 receives the features
     * @return see {@link EmbeddingPass#run(long, DividedTask, EmbeddingListener)}
     */
    public DividedTask.Ending embedAll(
            ImageSource source, LoaderOptions options, DividedTask task, EmbeddingListener listener)
            throws IOException, InterruptedException {
        calls.begin();
        try {
            return new EmbeddingPass(source, input.view(), this::encode, options).run(0, task, listener);
        } finally {
            calls.end();
        }
    }

    /**
     * The features of {@code uint8 [B, 3, H, W]}, one image after the other; the tensor must stay open until this
     * returns.
     */
    private float[] encode(Tensor images) {
        return thread.compute(() -> {
            try (PointerScope scope = new PointerScope()) {
                return Tensors.toFloats(loaded.embedder().embed(images));
            }
        });
    }

    /**
     * Waits for running calls, then frees the weights. Closing again has no effect.
     *
     * @throws IllegalStateException if a listener of {@link #embedAll} calls it
     */
    @Override
    public void close() {
        calls.close(() -> {
            thread.compute(() -> {
                loaded.embedder().close();
                return true;
            });
            thread.close();
        });
    }
}
