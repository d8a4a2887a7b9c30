package dev.pixio.monitor.live;

import dev.pixio.monitor.RemainingTime;
import dev.pixio.monitor.history.RecordedReconstruction;
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
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as far as it has come: all that a page needs that is opened now. What the run's folder knows from before, when it is
 * a run that goes on, is part of it. Not for several threads at once.
 */
final class LiveRun {

    /** Points of a curve: more than a screen has columns for it. */
    private static final int POINTS = 1000;

    private final RunFolder folder;
    private final ObjectNode about;
    private final String plan;
    private final StepColumns steps;
    private final LiveEvents events = new LiveEvents();
    private final TreeSet<Long> reconstructions = new TreeSet<>();
    private final RemainingTime remaining;
    private long saved; // the step of the newest checkpoint that is whole, 0 for none
    private Optional<ObjectNode> end = Optional.empty();

    /** A run that begins or goes on. */
    LiveRun(TrainingRun run, RemainingTime remaining) throws IOException {
        this.folder = run.folder();
        this.about = LiveJson.run(run);
        this.plan = PlanFile.toYaml(run.plan());
        this.remaining = remaining;
        this.saved = run.firstStep();
        this.steps = run.firstStep() == 0 ? new StepColumns() : before(run.firstStep());
    }

    /** Takes in what the folder knows of a run that goes on. */
    private StepColumns before(long firstStep) throws IOException {
        RunHistory before = RunHistory.read(folder);
        events.addAll(before.events());
        before.reconstructions().stream()
                .map(RecordedReconstruction::step)
                .filter(step -> step <= firstStep)
                .forEach(reconstructions::add);
        before.steps().rewind(firstStep);
        return before.steps();
    }

    /** Takes a step in, and says what the browsers are told of it. */
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

    /** Takes an event in, and says what the browsers are told of it. */
    ObjectNode add(TrainingEvent event) {
        return events.add(RecordedEvent.of(event));
    }

    /** Takes the image of a step in, if it was drawn; false if it was not. */
    boolean addReconstruction(long step) {
        boolean drawn = Files.isRegularFile(folder.reconstruction(step));
        if (drawn) {
            reconstructions.add(step);
        }
        return drawn;
    }

    /** Notes that a checkpoint stands on the disk. */
    void saved(long step) {
        saved = step;
    }

    /** Forgets the figures and images after a step. Events stay: they say why the run went back. */
    void rewind(long step) {
        steps.rewind(step);
        reconstructions.tailSet(step, false).clear();
        remaining.rewind(step);
    }

    /** Notes how the run ended, and says what the browsers are told of it. */
    ObjectNode end(TrainingResult result) {
        saved = result.checkpoint().step();
        return end(LiveJson.end(result).put("report", report().isPresent()));
    }

    /** Notes that the run broke off without a result. */
    ObjectNode fail() {
        return end(LiveJson.failure());
    }

    private ObjectNode end(ObjectNode told) {
        end = Optional.of(withTimes(told));
        return told;
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

    /** The report, if it was made. */
    Optional<Path> report() {
        return Optional.of(folder.report()).filter(Files::isRegularFile);
    }

    /** The steps of which there are images, as JSON. */
    ArrayNode reconstructions() {
        return LiveJson.numbers(reconstructions);
    }

    /** The image after the newest step that has one. */
    Optional<Path> newestReconstruction() {
        return reconstructions.isEmpty() ? Optional.empty() : reconstruction(reconstructions.last());
    }

    /** The image after a step; only one that the run has told of. */
    Optional<Path> reconstruction(long step) {
        return reconstructions.contains(step) ? Optional.of(folder.reconstruction(step)) : Optional.empty();
    }

    /** Everything so far. */
    void writeTo(ObjectNode history) {
        history.set("run", about);
        ObjectNode curves = history.putObject("curves");
        for (StepMeasure measure : StepMeasure.values()) {
            curves.set(
                    LiveJson.name(measure), steps.curve(measure).thinned(POINTS).json());
        }
        if (!steps.isEmpty()) {
            history.set("latest", latest());
        }
        events.writeTo(history);
        history.set("reconstructions", reconstructions());
        if (saved > 0) {
            history.put("saved", saved);
        }
        history.put("report", report().isPresent());
        end.ifPresent(how -> history.set("end", how));
    }
}
