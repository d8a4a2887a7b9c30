package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.Curve;
import dev.pixio.monitor.history.RecordedEvents;
import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.history.RecordedReconstruction;
import dev.pixio.monitor.history.RecordedSettings;
import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param reconstructions image files by step
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
        List<RecordedReconstruction> reconstructions,
        Optional<JsonNode> evaluation,
        long damagedSteps) {

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
                history.reconstructions(),
                history.evaluation(),
                history.damagedSteps());
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
