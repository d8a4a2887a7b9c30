package dev.pixio.eval.features;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/**
 * One row of a comparison before it is made: features that have a name, and are opened when it is their turn, so that one
 * encoder is in memory at a time.
 *
 * @param name in tables
 * @param opening makes the features
 */
public record EvaluationCandidate(String name, Factory factory) {

    /** Makes features, which the caller closes. */
    @FunctionalInterface
    public interface Factory {
        FeatureExtractor open() throws IOException;
    }

    /**
     * A saved encoder.
     *
     * @param weights whatever {@link ModelFile#open} takes
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate weights(Path weights, EncoderSettings settings) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(weights.toString(), () -> ScopedExtractor.open(() -> saved(weights, settings)));
    }

    /**
     * A saved encoder that the caller has opened before by {@link ModelFile#open}, which compared it with the checksums of its
     * checkpoint. It is not compared again, unless the file was deleted since.
     *
     * @param weights as for {@link #weights}
     * @param file that these are, {@link ModelFile#path}
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate verifiedWeights(Path weights, Path file, EncoderSettings settings) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(
                weights.toString(),
                () -> ScopedExtractor.open(() -> saved(Files.isRegularFile(file) ? file : weights, settings)));
    }

    private static FeatureExtractor saved(Path weights, EncoderSettings settings) throws IOException {
        ModelFile model = ModelFile.open(weights);
        Encoder encoder = model.loadEncoder();
        // The encoder holds on to what it took; the rest would stay in memory as long as it.
        model.weights().values().forEach(Tensor::close);
        model.content().tensors().values().forEach(Tensor::close);
        return new EncoderExtractor(
                "weights " + FileDigest.ofWeights(model.path()) + " as " + model.config(),
                encoder,
                model.config().grid(),
                settings);
    }

    /**
     * An encoder of the same shape that has seen nothing.
     *
     * @param seed names its weights
     * @throws IllegalArgumentException if a classifier cannot use such features
     */
    public static EvaluationCandidate untrained(PixioConfig shape, long seed, EncoderSettings settings) {
        EncoderExtractor.requireUsable(settings);
        return new EvaluationCandidate(
                "untrained",
                () -> ScopedExtractor.open(() -> new EncoderExtractor(
                        "untrained " + shape + ", seed " + seed,
                        new Pixio(shape, seed).encoder(),
                        shape.grid(),
                        settings)));
    }

    /** Raw pixels; see {@link PixelProjection}. */
    public static EvaluationCandidate pixels(PixioConfig shape, long seed, EncoderSettings settings) {
        Framing framing = settings.framing(shape.grid());
        return new EvaluationCandidate(
                "pixels", () -> new PixelProjection(framing, shape.encoder().width(), seed));
    }
}
