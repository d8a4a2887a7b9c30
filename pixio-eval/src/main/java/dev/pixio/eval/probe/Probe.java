package dev.pixio.eval.probe;

import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.model.Encoder.FinalNorm;
import java.util.List;

/**
 * What an encoder was worth to its nearest neighbours while it learned.
 *
 * @param step optimizer steps that were taken before; 0 is the beginning
 * @param norm whether the encoder's final norm was applied to the features
 * @param outcomes one for each number of neighbours
 * @param seconds that it took
 */
public record Probe(long step, FinalNorm norm, List<ClassificationResult> outcomes, double seconds) {

    /** The number of neighbours that the curve shows; "usually works best", say the authors of the protocol. */
    private static final String SHOWN = "k = 20";

    /** The outcome that a curve or a line shows. */
    public ClassificationResult shown() {
        return outcomes.stream()
                .filter(outcome -> outcome.name().equals(SHOWN))
                .findFirst()
                .orElse(outcomes.get(0));
    }
}
