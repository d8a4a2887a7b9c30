package dev.pixio.monitor.report;

import dev.pixio.monitor.history.Curve;
import dev.pixio.monitor.history.Measure;
import dev.pixio.monitor.history.PastEvents;
import dev.pixio.monitor.history.PastProbe;
import dev.pixio.monitor.history.PastReconstruction;
import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.history.Settings;
import dev.pixio.train.RunFolder;
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
public record RunView(
        String name,
        RunFolder folder,
        RunSummary summary,
        Map<Measure, DrawnCurve> curves,
        Settings settings,
        Environment environment,
        PastEvents events,
        List<PastProbe> probes,
        List<PastReconstruction> reconstructions,
        Optional<JsonNode> evaluation,
        long damagedSteps) {

    /** @param known where the run stands, if somebody knows better than its files */
    public static RunView read(RunFolder folder, String name, Optional<State> known) throws IOException {
        RunHistory history = RunHistory.read(folder);
        Environment environment = Environment.of(history);
        Map<Measure, DrawnCurve> curves = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            Curve whole = history.steps().curve(measure);
            curves.put(measure, measure == Measure.GRADIENT_NORM ? DrawnCurve.ofSpiked(whole) : DrawnCurve.of(whole));
        }
        return new RunView(
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
    public DrawnCurve curve(Measure measure) {
        DrawnCurve curve = curves.get(measure);
        if (curve == null) {
            throw new IllegalStateException("every measure has a curve");
        }
        return curve;
    }
}
