package dev.pixio.bench.study.report;

import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyEvaluation;
import dev.pixio.bench.study.result.EvaluationResult;
import dev.pixio.bench.study.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A metric of tables and plots.
 *
 * @param evaluation name of the evaluation in the study
 * @param name in its results: {@code k = 20 top1}
 */
public record ShownMetric(String evaluation, String name) {

    private static final String TOP1 = " top1";

    /** The usual number of neighbours. */
    private static final String K20 = "k = 20" + TOP1;

    /** The measures of an evaluation with several. */
    private static final List<String> DENSE = List.of("segmentation miou", "depth d1", "depth rmseLog");

    /** Names in files and in tables. */
    private static final Map<String, String> WORDS = Map.of(
            "top1", "top-1",
            "top5", "top-5",
            "miou", "mIoU",
            "regionMiou", "mIoU of 3 regions",
            "rmseLog", "RMSE of the log");

    /**
     * The metrics that the study names, or else the usual ones of its evaluations.
     *
     * @param results which name the metrics that there are
     */
    public static List<ShownMetric> of(Study study, List<RunResult> results) {
        List<ShownMetric> shown = new ArrayList<>();
        for (StudyEvaluation evaluation : study.evaluations()) {
            List<String> names = evaluation.shown().isEmpty() ? usual(evaluation, results) : evaluation.shown();
            names.forEach(name -> shown.add(new ShownMetric(evaluation.name(), name)));
        }
        return shown;
    }

    private static List<String> usual(StudyEvaluation evaluation, List<RunResult> results) {
        List<String> names = results.stream()
                .flatMap(result -> result.evaluation(evaluation.name()).stream())
                .findFirst()
                .map(found -> List.copyOf(found.metrics().keySet()))
                .orElse(List.of());
        return names.contains(K20)
                ? List.of(K20)
                : names.stream()
                        .filter(name -> name.endsWith(TOP1) || DENSE.contains(name))
                        .toList();
    }

    /** Its value in a result; empty if that does not have it. */
    public Optional<Double> of(RunResult result) {
        return result.evaluation(evaluation).map(EvaluationResult::metrics).flatMap(this::of);
    }

    /** Its value among the metrics of its evaluation. */
    Optional<Double> of(Map<String, Double> metrics) {
        return Optional.ofNullable(metrics.get(name));
    }

    /** The evaluation and the metric: {@code knn k = 20 top-1}. */
    public String label() {
        int last = name.lastIndexOf(' ') + 1;
        String text = name.substring(0, last) + WORDS.getOrDefault(name.substring(last), name.substring(last));
        return text.startsWith(evaluation) ? text : evaluation + " " + text;
    }

    /** Whether it is a share, which is shown in percent. */
    boolean isShare() {
        return !name.toLowerCase(Locale.ROOT).matches(".*(rmse|error|loss).*");
    }

    /** A value on the axis of a plot: shares are percent. */
    double plotted(double value) {
        return isShare() ? 100 * value : value;
    }

    /** A value as shown. */
    public String text(double value) {
        return isShare() ? String.format(Locale.ROOT, "%.1f", 100 * value) : String.format(Locale.ROOT, "%.3f", value);
    }
}
