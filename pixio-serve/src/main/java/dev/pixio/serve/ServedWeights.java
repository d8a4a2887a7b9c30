package dev.pixio.serve;

import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.embed.EncoderSettings;
import java.nio.file.Path;

/**
 * What is served.
 *
 * @param path any path that {@link dev.pixio.weights.ModelFile#open} accepts; predictions are served if it has a head
 * @param features how features are computed
 * @param predictions how predictions are computed
 */
public record ServedWeights(Path path, EncoderSettings features, PredictionSettings predictions) {

    /** The default features and predictions of weights. */
    public static ServedWeights of(Path path) {
        return new ServedWeights(path, EncoderSettings.defaults(), PredictionSettings.defaults());
    }
}
