package dev.pixio.eval.gain;

import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The evaluations of a trained encoder, which is the first row of each, beside an untrained one, the second row.
 *
 * @param knn the k-NN accuracy of class tokens
 * @param patchKnn the k-NN accuracy of the mean of the patch tokens
 * @param linear the accuracy of a linear probe
 * @param dense segmentation and depth
 * @param trainScenes number of scenes that probes were trained on
 * @param testScenes number of scenes that they were tested on
 * @param seconds duration
 */
public record TrainingGain(
        EvaluationReport<EvaluationRow> knn,
        EvaluationReport<EvaluationRow> patchKnn,
        EvaluationReport<EvaluationRow> linear,
        EvaluationReport<DenseRow> dense,
        int trainScenes,
        int testScenes,
        double seconds) {

    /** The k whose accuracy is shown; according to the authors of the protocol it "usually works best". */
    private static final String PRIMARY = "k = 20";

    /** The five measures. */
    public List<Gain> gains() {
        return List.of(
                new Gain("knn", "k-NN accuracy", top1(knn, 0), top1(knn, 1)),
                new Gain("knnPatches", "k-NN, patch mean", top1(patchKnn, 0), top1(patchKnn, 1)),
                new Gain("linear", "linear accuracy", top1(linear, 0), top1(linear, 1)),
                gain(
                        "miou",
                        "segmentation mIoU",
                        row -> row.segmentation().meanIou().value()),
                gain("d1", "depth d1", row -> row.depth().d1().value()));
    }

    private static double top1(EvaluationReport<EvaluationRow> report, int row) {
        EvaluationRow found = report.rows().get(row);
        return found.results().stream()
                .filter(result -> result.name().equals(PRIMARY))
                .findFirst()
                .orElse(found.results().get(0))
                .top1()
                .share();
    }

    private Gain gain(String id, String name, ToDoubleFunction<DenseRow> measure) {
        return new Gain(
                id,
                name,
                measure.applyAsDouble(dense.rows().get(0)),
                measure.applyAsDouble(dense.rows().get(1)));
    }

    /** Saves the evaluations in a file, as {@code pixio evaluate} does: of k-NN that of class tokens. */
    void save(EvaluationFile file) throws IOException {
        file.put(knn);
        file.put(linear);
        file.put(dense);
    }
}
