package dev.pixio.eval.probe;

import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.model.Encoder.FinalNorm;
import java.util.List;

/**
 * What an encoder was worth to its nearest neighbours while it learned.
 *
 * @param step optimizer steps that were taken before; 0 is the beginning
 * @param norm whether the encoder's final norm was applied to the features
 * @param results one for each number of neighbours
 * @param seconds that it took
 */
public record Probe(long step, FinalNorm norm, List<ClassificationResult> results, double seconds) {

    /** The number of neighbours that the curve shows; "usually works best", say the authors of the protocol. */
    private static final String SHOWN = "k = 20";

    /** The result that a curve or a line shows. */
    public ClassificationResult primaryResult() {
        return results.stream()
                .filter(result -> result.name().equals(SHOWN))
                .findFirst()
                .orElse(results.get(0));
    }
}
