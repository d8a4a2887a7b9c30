package dev.pixio.eval.probe;

import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.model.Encoder.FinalNorm;
import java.util.List;
import java.util.Optional;

/**
 * The quality of an encoder at one step of its training.
 *
 * @param step optimizer steps completed before; 0 is the start of the training
 * @param norm whether the encoder's final norm was applied to the features
 * @param results one for each number of neighbours
 * @param dense segmentation and depth of scenes, if they are probed, too
 * @param seconds duration of the probe
 */
public record Probe(
        long step, FinalNorm norm, List<ClassificationResult> results, Optional<DenseFigures> dense, double seconds) {

    /** The k that plots show; according to the authors of the protocol it "usually works best". */
    private static final String PRIMARY = "k = 20";

    /** The result that plots and progress lines show. */
    public ClassificationResult primaryResult() {
        return results.stream()
                .filter(result -> result.name().equals(PRIMARY))
                .findFirst()
                .orElse(results.get(0));
    }
}
