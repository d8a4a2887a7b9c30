package dev.pixio.eval.classify;

import dev.pixio.image.Framing;
import dev.pixio.model.Pixio;
import dev.pixio.model.PixioConfig;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One row of a comparison before it is made: features that have a name, and are opened when it is their turn, so that one
 * encoder is in memory at a time.
 *
 * @param name in tables
 * @param opening makes the features
 */
public record Subject(String name, Opening opening) {

    /** Makes features, which the caller closes. */
    @FunctionalInterface
    public interface Opening {
        Extractor open() throws IOException;
    }

    /**
     * A saved encoder.
     *
     * @param weights whatever {@link ModelFile#open} takes
     */
    public static Subject weights(Path weights, EncoderSettings settings) {
        return new Subject(weights.toString(), () -> {
            ModelFile model = ModelFile.open(weights);
            return new EncoderExtractor(
                    "weights " + FileDigest.ofWeights(model.path()) + " as " + model.config(),
                    model.loadEncoder(),
                    model.config().grid(),
                    settings);
        });
    }

    /**
     * An encoder of the same shape that has seen nothing.
     *
     * @param seed names its weights
     */
    public static Subject untrained(PixioConfig shape, long seed, EncoderSettings settings) {
        return new Subject(
                "untrained",
                () -> new EncoderExtractor(
                        "untrained " + shape + ", seed " + seed,
                        new Pixio(shape, seed).encoder(),
                        shape.grid(),
                        settings));
    }

    /** Raw pixels; see {@link PixelProjection}. */
    public static Subject pixels(PixioConfig shape, long seed, EncoderSettings settings) {
        Framing framing = settings.framing(shape.grid());
        return new Subject(
                "pixels", () -> new PixelProjection(framing, shape.encoder().width(), seed));
    }
}
