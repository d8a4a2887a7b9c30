package dev.pixio.eval.features;

import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Normalization;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What is evaluated: a name and a factory of the feature extractor. The extractor is opened when the candidate is
 * evaluated, so that only one encoder is in memory at a time.
 *
 * @param name in tables
 * @param factory opens the feature extractor
 */
public record EvaluationCandidate(String name, Factory factory) {

    /** Opens a feature extractor. */
    @FunctionalInterface
    public interface Factory {
        /** Opens the extractor, which the caller closes. */
        FeatureExtractor open() throws IOException;
    }

    /**
     * A saved encoder.
     *
     * @param weights any path that {@link ModelFile#open} accepts
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate weights(Path weights, EncoderSettings settings) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(weights.toString(), () -> ScopedExtractor.open(() -> saved(weights, settings)));
    }

    /**
     * A saved encoder that the caller has already opened by {@link ModelFile#open}, which verified the checksums of its
     * checkpoint. They are not verified again, unless the file was deleted since.
     *
     * @param weights the path that was opened; see {@link #weights}
     * @param file the opened file, {@link ModelFile#path}
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate verifiedWeights(Path weights, Path file, EncoderSettings settings) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(
                weights.toString(),
                () -> ScopedExtractor.open(() -> saved(Files.isRegularFile(file) ? file : weights, settings)));
    }

    private static FeatureExtractor saved(Path weights, EncoderSettings settings) throws IOException {
        ModelFile model = ModelFile.open(weights, settings.hints());
        Encoder encoder = model.loadEncoder();
        // The encoder retains the tensors that it uses; the others would stay in memory as long as the encoder.
        model.weights().values().forEach(Tensor::close);
        model.content().tensors().values().forEach(Tensor::close);
        return new EncoderExtractor(
                "weights " + FileDigest.ofWeights(model.path()) + " as " + model.config() + library(model),
                encoder,
                model.config().grid(),
                settings,
                EncoderInput.of(model));
    }

    /** What files beside the weights change in the model; empty for weights of this project. */
    private static String library(ModelFile model) {
        double epsilon = model.shape().normEpsilon();
        List<String> notes = model.shape().notes();
        return epsilon == Normalization.EPSILON && notes.isEmpty() ? "" : ", epsilon " + epsilon + ", " + notes;
    }

    /**
     * A baseline: an untrained encoder of the given shape.
     *
     * @param seed of its random weights
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate untrained(PixioConfig shape, long seed, EncoderSettings settings) {
        return untrained(shape, seed, settings, ImageInput.RGB);
    }

    /**
     * A baseline: an untrained encoder of the given shape.
     *
     * @param seed of its random weights
     * @param input which channels and which scale images have
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate untrained(
            PixioConfig shape, long seed, EncoderSettings settings, ImageInput input) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(
                "untrained",
                () -> ScopedExtractor.open(() -> new EncoderExtractor(
                        "untrained " + shape + ", seed " + seed,
                        new Pixio(shape, seed).encoder(),
                        shape.grid(),
                        settings,
                        input)));
    }

    /** A baseline: raw pixels at the image and patch size of the encoder; see {@link PixelProjection}. */
    public static EvaluationCandidate pixels(PixioConfig shape, long seed, EncoderSettings settings) {
        return pixels(shape, seed, settings, ImageInput.RGB);
    }

    /** As {@link #pixels(PixioConfig, long, EncoderSettings)}, for images of an input. */
    public static EvaluationCandidate pixels(PixioConfig shape, long seed, EncoderSettings settings, ImageInput input) {
        Framing framing = settings.framing(shape.grid());
        return new EvaluationCandidate(
                "pixels",
                () -> new PixelProjection(
                        framing, shape.grid().patchSize(), shape.encoder().width(), seed, input));
    }
}
