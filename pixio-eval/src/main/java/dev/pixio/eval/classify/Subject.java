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
     * The encoder in a file of weights.
     *
     * @param file with the model's shape in it
     */
    public static Subject weights(String name, Path file, EncoderSettings settings) {
        return new Subject(name, () -> {
            ModelFile model = ModelFile.open(file);
            return new EncoderExtractor(
                    "weights " + FileDigest.sha256(file),
                    model.load().encoder(),
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
