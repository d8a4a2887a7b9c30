package dev.pixio.eval.report;

import dev.pixio.embed.FeatureChoice;
import java.util.List;
import java.util.Optional;

/**
 * One row of a comparison.
 *
 * @param name whose features they are
 * @param choice what was taken from the encoder; empty where there was none
 * @param dimension the length of an image's features; 0 for guessing
 * @param results one a column
 * @param embedded images that were put through the encoder; 0 where all features were kept from before
 * @param seconds that embedding them took, decoding included
 */
public record EvaluationRow(
        String name,
        Optional<FeatureChoice> choice,
        long dimension,
        List<ClassificationResult> results,
        long embedded,
        double seconds) {

    /** Images embedded a second; 0 where none were. */
    public double imagesPerSecond() {
        return embedded == 0 ? 0 : embedded / seconds;
    }
}
