package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.Curve;
import dev.pixio.monitor.history.RecordedEvents;
import dev.pixio.monitor.history.RecordedImage;
import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.history.RecordedSettings;
import dev.pixio.monitor.history.RecordedTest;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/**
 * The data of a run for the sections of a report. Curves are already downsampled, so that the full metrics of only one run
 * are in memory at a time.
 *
 * @param name unique name of the run within the report
 * @param folder run folder
 * @param summary key metrics
 * @param curves downsampled curve of each measure
 * @param settings settings of the run
 * @param environment machine and software
 * @param events events
 * @param probes k-NN accuracy over the steps
 * @param validations of a fine-tuning
 * @param test of the best model of a fine-tuning
 * @param reconstructions image files by step
 * @param featureMaps images of the encoder's features by step
 * @param predictions images of predictions for scenes by step
 * @param evaluation results of {@code pixio evaluate}
 * @param damagedSteps number of damaged lines of metrics
 */
public record ReportedRun(
        String name,
        RunFolder folder,
        RunSummary summary,
        Map<StepMeasure, ThinnedCurve> curves,
        RecordedSettings settings,
        RecordedEnvironment environment,
        RecordedEvents events,
        List<RecordedProbe> probes,
        List<RecordedValidation> validations,
        RecordedTest test,
        List<RecordedImage> reconstructions,
        List<RecordedImage> featureMaps,
        List<RecordedImage> predictions,
        Optional<JsonNode> evaluation,
        long damagedSteps) {

    /** The number of neighbours of the accuracy of a probe. */
    private static final String NEIGHBOURS = "k = 20";

    /**
     * Reads a run.
     *
     * @param knownState state of the run, if the caller has it; otherwise it is derived from the files
     */
    public static ReportedRun read(RunFolder folder, String name, Optional<RunState> knownState) throws IOException {
        RunHistory history = RunHistory.read(folder);
        RecordedEnvironment environment = RecordedEnvironment.of(history);
        Map<StepMeasure, ThinnedCurve> curves = new EnumMap<>(StepMeasure.class);
        for (StepMeasure measure : StepMeasure.values()) {
            Curve whole = history.steps().curve(measure);
            curves.put(
                    measure,
                    measure == StepMeasure.GRADIENT_NORM
                            ? ThinnedCurve.withGeometricMean(whole)
                            : ThinnedCurve.of(whole));
        }
        return new ReportedRun(
                name,
                folder,
                RunSummary.of(history, environment, knownState),
                curves,
                history.settings(),
                environment,
                history.events(),
                history.probes(),
                history.validations(),
                history.test(),
                history.reconstructions(),
                history.featureMaps(),
                history.predictions(),
                history.evaluation(),
                history.damagedSteps());
    }

    /**
     * The k-NN accuracy of the run, 0 to 1: that of {@code pixio evaluate knn}, with {@value #NEIGHBOURS} if it is among the
     * results, or otherwise of the last probe; empty if there is neither.
     */
    public OptionalDouble accuracy() {
        List<JsonNode> outcomes = evaluation.stream()
                .flatMap(all -> ownRow(all.at("/knn/rows")).path("outcomes").valueStream())
                .filter(outcome -> outcome.path("top1").isNumber())
                .toList();
        if (!outcomes.isEmpty()) {
            return OptionalDouble.of(outcomes.stream()
                    .filter(outcome -> outcome.path("name").asString("").equals(NEIGHBOURS))
                    .findFirst()
                    .orElse(outcomes.get(0))
                    .path("top1")
                    .asDouble());
        }
        return probes.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(probes.get(probes.size() - 1).top1());
    }

    /** The row of this run, which is named by its path; the first row if the run was moved. */
    private JsonNode ownRow(JsonNode rows) {
        Path path = folder.path().toAbsolutePath().normalize();
        return rows.valueStream()
                .filter(row ->
                        path.endsWith(Path.of(row.path("name").asString("")).normalize()))
                .findFirst()
                .orElse(rows.path(0));
    }

    /** The curve of a measure. */
    public ThinnedCurve curve(StepMeasure measure) {
        ThinnedCurve curve = curves.get(measure);
        if (curve == null) {
            throw new IllegalStateException("no curve of " + measure);
        }
        return curve;
    }
}
