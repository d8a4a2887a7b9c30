package dev.pixio.onnx.runtime;

import dev.pixio.image.ImageEmbedder;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.Raster;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Turns images into features with an encoder that {@code pixio export onnx} wrote, by ONNX Runtime and without
 * libtorch.
 *
 * <pre>{@code
 * try (OnnxImageEncoder encoder = OnnxImageEncoder.load(Path.of("pixio.onnx"))) {
 *     float[] features = encoder.embed(Path.of("cat.jpg"));
 * }
 * }</pre>
 *
 * <p>Images are decoded, framed, resized (as by Pillow) and normalised as the file's metadata specifies. The features
 * are its output {@code pooled}, the mean of the class tokens. Thread-safe; closing it waits for running calls.
 */
public final class OnnxImageEncoder implements ImageEmbedder {

    private static final List<String> OUTPUTS =
            List.of(EncoderMetadata.CLASS_TOKENS, EncoderMetadata.PATCH_TOKENS, EncoderMetadata.POOLED);

    private final OnnxSession<EncoderMetadata> session;
    private final OnnxOptions options;
    private final EncoderPixels pixels;

    private OnnxImageEncoder(OnnxSession<EncoderMetadata> session, OnnxOptions options) {
        this.session = session;
        this.options = options;
        this.pixels = new EncoderPixels(session.metadata());
    }

    /**
     * Loads an exported encoder, to run on all cores.
     *
     * @param model the {@code .onnx} file; a file of external data must be in the same folder
     * @throws OnnxModelException with a message of one line, if the file does not exist, is damaged, lacks its external
     *     data, was not exported by Pixio, or takes no images of the size of the options
     */
    public static OnnxImageEncoder load(Path model) throws IOException {
        return load(model, OnnxOptions.defaults());
    }

    /** Loads an exported encoder with options; see {@link #load(Path)}. */
    public static OnnxImageEncoder load(Path model, OnnxOptions options) throws IOException {
        return new OnnxImageEncoder(
                OnnxSession.open(model, options, OUTPUTS, entries -> sized(entries, options)), options);
    }

    private static EncoderMetadata sized(Map<String, String> entries, OnnxOptions options) {
        EncoderMetadata metadata = EncoderMetadata.of(entries);
        return options.imageSize().map(metadata::withSize).orElse(metadata);
    }

    /** The metadata of the file, with the image size of the options. */
    public EncoderMetadata metadata() {
        return session.metadata();
    }

    @Override
    public int dimension() {
        return metadata().dimension();
    }

    @Override
    public float[] embed(Path file) throws IOException {
        try (FloatPointer memory = allocatePixels(1)) {
            FloatBuffer image = memory.asByteBuffer().asFloatBuffer();
            pixels.append(file, image);
            float[] features = session.run(image.flip(), shape(1), List.of(EncoderMetadata.POOLED))
                    .get(0);
            NonFiniteFeaturesException.requireFinite(features, file.toString());
            return features;
        }
    }

    @Override
    public float[] embed(RgbImage image) {
        return embed(List.of(image)).get(0);
    }

    @Override
    public List<float[]> embed(List<RgbImage> images) {
        List<float[]> features = new ArrayList<>(images.size());
        int batchSize = batchSize();
        for (int first = 0; first < images.size(); first += batchSize) {
            List<RgbImage> batch = batch(images, first, batchSize);
            float[] all = tokens(batch, List.of(EncoderMetadata.POOLED)).get(0);
            for (int i = 0; i < batch.size(); i++) {
                float[] each = Arrays.copyOfRange(all, i * dimension(), (i + 1) * dimension());
                NonFiniteFeaturesException.requireFinite(each, "image " + (first + i + 1) + " of " + images.size());
                features.add(each);
            }
        }
        return features;
    }

    /**
     * The model input for an image: framed, resized and normalised.
     *
     * @param image decoded; it is not closed
     * @return float {@code [3, H, W]}
     */
    public float[] pixels(RgbImage image) {
        return pixels.of(image);
    }

    /**
     * The model input for an image that is no 8-bit RGB: framed, resized and normalised.
     *
     * @param image with the channels and the scale of the metadata's {@code input}
     * @return float {@code [channels, H, W]}
     */
    public float[] pixels(Raster image) {
        return pixels.of(image);
    }

    /**
     * Computes all tokens of images, including the patch tokens, for dense prediction.
     *
     * @param images decoded; they are not closed. The model runs on batches of {@link OnnxOptions#batchSize()}
     * @return the tokens of all images; empty arrays if there are none
     * @throws IllegalArgumentException if their tokens do not fit in an array
     */
    public OnnxTokens tokens(List<RgbImage> images) {
        EncoderMetadata metadata = metadata();
        float[] classTokens = allocate(images.size(), (long) metadata.classTokens() * metadata.dimension());
        float[] patchTokens = allocate(images.size(), (long) metadata.patches() * metadata.dimension());
        float[] pooled = allocate(images.size(), metadata.dimension());
        int batchSize = batchSize();
        for (int first = 0; first < images.size(); first += batchSize) {
            List<RgbImage> batch = batch(images, first, batchSize);
            List<float[]> part = tokens(
                    batch, List.of(EncoderMetadata.CLASS_TOKENS, EncoderMetadata.PATCH_TOKENS, EncoderMetadata.POOLED));
            put(part.get(0), classTokens, first, batch.size());
            put(part.get(1), patchTokens, first, batch.size());
            put(part.get(2), pooled, first, batch.size());
        }
        return new OnnxTokens(classTokens, patchTokens, pooled);
    }

    private static float[] allocate(int images, long each) {
        try {
            return new float[Math.toIntExact(images * each)];
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "the tokens of " + images + " images are too many for one array; pass fewer images at a time", e);
        }
    }

    /** Copies the values of a batch into those of all images. */
    private static void put(float[] part, float[] all, int first, int batch) {
        System.arraycopy(part, 0, all, first * (part.length / batch), part.length);
    }

    /** Limited because the size of a buffer in bytes is an int. */
    private int batchSize() {
        long bytes =
                4L * metadata().channels() * metadata().height() * metadata().width();
        return (int) Math.max(1, Math.min(options.batchSize(), Integer.MAX_VALUE / bytes));
    }

    private static List<RgbImage> batch(List<RgbImage> images, int first, int batchSize) {
        return images.subList(first, first + Math.min(images.size() - first, batchSize));
    }

    /**
     * Computes all tokens of images that are already normalised.
     *
     * @param pixels normalised, float {@code [batch, channels, H, W]}, of the size in {@link #metadata()}
     */
    public OnnxTokens tokens(FloatBuffer pixels) {
        int values = metadata().channels() * metadata().height() * metadata().width();
        if (pixels.remaining() == 0 || pixels.remaining() % values != 0) {
            throw new IllegalArgumentException(pixels.remaining() + " numbers are not whole images of "
                    + metadata().channels() + " x " + metadata().height() + " x "
                    + metadata().width());
        }
        return named(session.run(
                pixels,
                shape(pixels.remaining() / values),
                List.of(EncoderMetadata.CLASS_TOKENS, EncoderMetadata.PATCH_TOKENS, EncoderMetadata.POOLED)));
    }

    private long[] shape(int batch) {
        return new long[] {
            batch, metadata().channels(), metadata().height(), metadata().width()
        };
    }

    private static OnnxTokens named(List<float[]> outputs) {
        return new OnnxTokens(outputs.get(0), outputs.get(1), outputs.get(2));
    }

    private List<float[]> tokens(List<RgbImage> images, List<String> outputs) {
        try (FloatPointer memory = allocatePixels(images.size())) {
            FloatBuffer batch = memory.asByteBuffer().asFloatBuffer();
            for (RgbImage image : images) {
                pixels.append(image, batch);
            }
            return session.run(batch.flip(), shape(images.size()), outputs);
        }
    }

    /** Native memory that is freed at once: the garbage collector would let gigabytes of such buffers accumulate. */
    private FloatPointer allocatePixels(int images) {
        return new FloatPointer((long) pixels.size() * images);
    }

    @Override
    public void close() {
        session.close();
    }
}
