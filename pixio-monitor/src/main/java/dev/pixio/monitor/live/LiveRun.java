package dev.pixio.monitor.live;

import dev.pixio.monitor.RemainingTime;
import dev.pixio.monitor.history.ProbeTail;
import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.history.StepColumns;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The state of a run that a newly opened page needs. For a resumed run this includes what its folder recorded before. Not
 * thread-safe.
 */
final class LiveRun {

    /** Maximum number of points per curve: more than the width of a chart in pixels. */
    private static final int MAX_POINTS = 1000;

    private static final String RECONSTRUCTIONS = "reconstructions";
    private static final String FEATURES = "features";

    private final RunFolder folder;
    private final ObjectNode about;
    private final String plan;
    private final StepColumns steps;
    private final LiveEvents events = new LiveEvents();
    private final Map<String, LiveImages> images = new LinkedHashMap<>();
    private final RemainingTime remaining;
    private List<RecordedValidation> validations = List.of();
    private final ProbeTail newProbes;
    private final List<RecordedProbe> probes = new ArrayList<>();
    private long saved; // step of the newest complete checkpoint, 0 for none
    private Optional<ObjectNode> end = Optional.empty();

    /** A run that starts or resumes now. */
    LiveRun(TrainingRun run, RemainingTime remaining) throws IOException {
        this.folder = run.folder();
        this.about = LiveJson.run(run);
        this.plan = PlanFile.toYaml(run.plan());
        this.remaining = remaining;
        images.put(RECONSTRUCTIONS, new LiveImages(folder.reconstructions()));
        images.put(FEATURES, new LiveImages(folder.featureMaps()));
        this.newProbes = new ProbeTail(folder.probes(), run.firstStep());
        this.saved = run.firstStep();
        this.steps = run.firstStep() == 0 ? new StepColumns() : previous(run.firstStep());
        readValidations();
    }

    /** Loads the metrics, events, probes and images up to the step from which the run resumes. */
    private StepColumns previous(long firstStep) throws IOException {
        RunHistory previous = RunHistory.read(folder);
        events.addAll(previous.events());
        ofKind(RECONSTRUCTIONS).addAll(previous.reconstructions(), firstStep);
        ofKind(FEATURES).addAll(previous.featureMaps(), firstStep);
        previous.probes().stream().filter(probe -> probe.step() <= firstStep).forEach(probes::add);
        previous.steps().rewind(firstStep);
        return previous.steps();
    }

    private LiveImages ofKind(String kind) {
        return Objects.requireNonNull(images.get(kind));
    }

    /** Adds a step, and returns it as JSON for the browsers. */
    ObjectNode add(StepMetrics metrics) {
        steps.add(metrics);
        remaining.step(metrics.step(), metrics.seconds());
        return latest();
    }

    private ObjectNode latest() {
        return withTimes(LiveJson.step(steps.last()));
    }

    /** Adds {@code elapsed} and {@code left}, in seconds. */
    private ObjectNode withTimes(ObjectNode object) {
        LiveJson.put(object, "elapsed", remaining.elapsedSeconds());
        LiveJson.put(object, "left", remaining.seconds());
        return object;
    }

    /** Adds an event, and returns it as JSON for the browsers. */
    ObjectNode add(TrainingEvent event) {
        return events.add(RecordedEvent.of(event));
    }

    /** Reads the validations of the run; false if there is nothing new. */
    boolean readValidations() throws IOException {
        List<RecordedValidation> before = validations;
        validations = RunHistory.validations(folder);
        return !validations.equals(before);
    }

    /** The validations of a fine-tuning, as JSON. */
    ArrayNode validations() {
        return LiveJson.validations(validations);
    }

    /** Adds the probes that the training has written since the last call; false if there are none. */
    boolean addProbes() throws IOException {
        return probes.addAll(newProbes.next());
    }

    /** All probes, as JSON. */
    ArrayNode probes() {
        return LiveJson.probes(probes);
    }

    /** Records that a checkpoint was saved. */
    void saved(long step) {
        saved = step;
    }

    /** Removes metrics, probes and images after a step. Events remain, because they give the reason of the rollback. */
    void rewind(long step) {
        steps.rewind(step);
        probes.removeIf(probe -> probe.step() > step);
        newProbes.rewind(step);
        images.values().forEach(kind -> kind.rewind(step));
        remaining.rewind(step);
    }

    /** Records how the run ended, and returns it as JSON for the browsers. */
    ObjectNode end(TrainingResult result) {
        saved = result.checkpoint().step();
        return end(LiveJson.end(result).put("report", report().isPresent()));
    }

    /** Records that the run ended without a result, and returns that as JSON for the browsers. */
    ObjectNode fail() {
        return end(LiveJson.failure());
    }

    private ObjectNode end(ObjectNode json) {
        end = Optional.of(withTimes(json));
        return json;
    }

    boolean hasEnded() {
        return end.isPresent();
    }

    /** The newest step, 0 before the first. */
    long step() {
        return steps.isEmpty() ? 0 : steps.last().step();
    }

    /** The settings as YAML. */
    String plan() {
        return plan;
    }

    /** The report, if it exists. */
    Optional<Path> report() {
        return Optional.of(folder.report()).filter(Files::isRegularFile);
    }

    /** The images by the names of their kinds. */
    Map<String, LiveImages> images() {
        return images;
    }

    /** Writes the whole state. */
    void writeTo(ObjectNode history) {
        history.set("run", about);
        ObjectNode curves = history.putObject("curves");
        for (StepMeasure measure : StepMeasure.values()) {
            curves.set(
                    LiveJson.name(measure),
                    steps.curve(measure).thinned(MAX_POINTS).json());
        }
        if (!steps.isEmpty()) {
            history.set("latest", latest());
        }
        events.writeTo(history);
        history.set("probes", probes());
        images.forEach((kind, drawn) -> history.set(kind, drawn.json()));
        history.set("validations", validations());
        if (saved > 0) {
            history.put("saved", saved);
        }
        history.put("report", report().isPresent());
        end.ifPresent(json -> history.set("end", json));
    }
}
