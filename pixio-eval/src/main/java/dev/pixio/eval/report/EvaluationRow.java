package dev.pixio.eval.report;

import dev.pixio.embed.FeatureChoice;
import java.util.List;
import java.util.Optional;

/**
 * The results of one candidate.
 *
 * @param name of the candidate
 * @param choice pooling, block and norm; empty if the features are not from an encoder
 * @param dimension length of the features of an image; 0 for guessing
 * @param results one per column
 * @param embedded number of images whose features were computed; 0 if all were cached
 * @param seconds duration of computing features, including decoding
 */
public record EvaluationRow(
        String name,
        Optional<FeatureChoice> choice,
        long dimension,
        List<ClassificationResult> results,
        long embedded,
        double seconds) {

    /** Images embedded per second; 0 if there were none. */
    public double imagesPerSecond() {
        return embedded == 0 ? 0 : embedded / seconds;
    }
}
