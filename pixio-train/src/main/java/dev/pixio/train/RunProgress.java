package dev.pixio.train;

import dev.pixio.data.loader.StreamPosition;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.StepMetrics;
import java.util.Map;
import java.util.Optional;

/** How far a run is: what a checkpoint remembers of it beside weights and moments. */
final class RunProgress {

    private final long totalSteps;
    private LossHistory losses;
    private SpikeDetector spikes = new SpikeDetector();
    private StreamPosition position = StreamPosition.START;
    private Map<String, Double> newest = Map.of();
    private Optional<Checkpoint> lastSaved = Optional.empty();
    private long step;
    private long images;
    private long notFinite;
    private double seconds;

    RunProgress(long totalSteps) {
        this.totalSteps = totalSteps;
        this.losses = new LossHistory(totalSteps);
    }

    /** Goes on from a checkpoint; the steps before it follow, by {@link #remember}. */
    void resume(TrainingState state, Checkpoint checkpoint) {
        lastSaved = Optional.of(checkpoint);
        step = state.step();
        position = state.position();
        images = state.images();
        notFinite = state.notFinite();
        seconds = state.seconds();
        newest = state.metrics();
    }

    /** Goes back to a checkpoint, but not to its images: those that come next are those after the last that was seen. */
    void rewind(TrainingState state) {
        step = state.step();
        newest = state.metrics();
        losses = new LossHistory(totalSteps);
        spikes = new SpikeDetector();
    }

    /** A step that was taken by an earlier process, or before a rewind. */
    void remember(long past, double loss, double gradientNorm) {
        losses.add(loss);
        spikes.add(past, loss, gradientNorm);
    }

    /** A step was taken; says what is odd about it. */
    Optional<String> recordStep(StepMetrics metrics) {
        step = metrics.step();
        images += metrics.images();
        newest = Map.of(
                "loss", metrics.loss(),
                "learningRate", metrics.learningRate(),
                "gradientNorm", metrics.gradientNorm());
        losses.add(metrics.loss());
        return spikes.add(step, metrics.loss(), metrics.gradientNorm());
    }

    /** A checkpoint is on the disk. */
    void saved(Checkpoint checkpoint) {
        lastSaved = Optional.of(checkpoint);
    }

    void recordSkippedBatch() {
        notFinite++;
    }

    void moveTo(StreamPosition next) {
        position = next;
    }

    void spend(double more) {
        seconds += more;
    }

    /** The newest checkpoint that is on the disk. */
    Optional<Checkpoint> lastSaved() {
        return lastSaved;
    }

    /** Where that is, to be added to the message of a failure. */
    String describeLastSaved() {
        return lastSaved
                .map(checkpoint -> "; the last good checkpoint is " + checkpoint.folder())
                .orElse("; there is no checkpoint yet");
    }

    StreamPosition position() {
        return position;
    }

    Map<String, Double> newest() {
        return newest;
    }

    long step() {
        return step;
    }

    long totalSteps() {
        return totalSteps;
    }

    long images() {
        return images;
    }

    long notFinite() {
        return notFinite;
    }

    double seconds() {
        return seconds;
    }

    boolean isComplete() {
        return step >= totalSteps;
    }

    double firstLoss() {
        return losses.first();
    }

    double lastLoss() {
        return losses.last();
    }
}
