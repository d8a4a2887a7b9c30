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
 * A run as the sections of a report see it. Its curves are thinned already, so that of several long runs only one is in
 * memory whole.
 *
 * @param name that tells it from the others
 * @param folder it is in
 * @param summary of its figures
 * @param curves that can be drawn
 * @param settings it was made with
 * @param environment it ran in
 * @param events that happened
 * @param probes of its encoder
 * @param reconstructions it drew
 * @param evaluation of its encoder
 * @param damagedSteps lines of metrics that could not be read
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
     * Reads a run folder for the report.
     *
     * @param known the state of the run where the caller knows it; else it is derived from the files
     */
    public static ReportedRun read(RunFolder folder, String name, Optional<RunState> known) throws IOException {
        RunHistory history = RunHistory.read(folder);
        RecordedEnvironment environment = RecordedEnvironment.of(history);
        Map<StepMeasure, ThinnedCurve> curves = new EnumMap<>(StepMeasure.class);
        for (StepMeasure measure : StepMeasure.values()) {
            Curve whole = history.steps().curve(measure);
            curves.put(
                    measure,
                    measure == StepMeasure.GRADIENT_NORM ? ThinnedCurve.ofSpiked(whole) : ThinnedCurve.of(whole));
        }
        return new ReportedRun(
                name,
                folder,
                RunSummary.of(history, environment, known),
                curves,
                history.settings(),
                environment,
                history.events(),
                history.probes(),
                history.reconstructions(),
                history.evaluation(),
                history.damagedSteps());
    }

    /** One of its curves. */
    public ThinnedCurve curve(StepMeasure measure) {
        ThinnedCurve curve = curves.get(measure);
        if (curve == null) {
            throw new IllegalStateException("every measure has a curve");
        }
        return curve;
    }
}
