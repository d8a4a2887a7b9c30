package dev.pixio.train;

import dev.pixio.data.loader.StreamPosition;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.StepMetrics;
import java.util.Map;
import java.util.Optional;

/** The progress of a run: everything that a checkpoint saves of it other than weights and moments. */
final class RunProgress {

    private final long totalSteps;
    private LossHistory losses;
    private SpikeDetector spikes = new SpikeDetector();
    private StreamPosition position = StreamPosition.START;
    private Map<String, Double> latestMetrics = Map.of();
    private Optional<Checkpoint> lastSaved = Optional.empty();
    private long step;
    private long images;
    private long notFinite;
    private double seconds;

    RunProgress(long totalSteps) {
        this.totalSteps = totalSteps;
        this.losses = new LossHistory(totalSteps);
    }

    /**
     * Restores the progress saved in a checkpoint; the losses of its steps are added by {@link #restoreStep}.
     *
     * @param checkpoint empty in a process that does not read it
     */
    void resume(TrainingState state, Optional<Checkpoint> checkpoint) {
        lastSaved = checkpoint;
        step = state.step();
        position = state.position();
        images = state.images();
        notFinite = state.notFinite();
        seconds = state.seconds();
        latestMetrics = state.metrics();
    }

    /** Restores the step of a checkpoint but not its position in the data: the next batch stays the same. */
    void rewind(TrainingState state) {
        step = state.step();
        latestMetrics = state.metrics();
        losses = new LossHistory(totalSteps);
        spikes = new SpikeDetector();
    }

    /** Adds a step that was read from {@code metrics.jsonl}, after a resume or a rollback. */
    void restoreStep(long restored, double loss, double gradientNorm) {
        losses.add(loss);
        spikes.add(restored, loss, gradientNorm);
    }

    /** Records an optimizer step; returns a message if its loss or gradient norm is a spike. */
    Optional<String> recordStep(StepMetrics metrics) {
        step = metrics.step();
        images += metrics.images();
        latestMetrics = Map.of(
                "loss", metrics.loss(),
                "learningRate", metrics.learningRate(),
                "gradientNorm", metrics.gradientNorm());
        losses.add(metrics.loss());
        return spikes.add(step, metrics.loss(), metrics.gradientNorm());
    }

    /** Records a checkpoint that is on disk. */
    void recordCheckpoint(Checkpoint checkpoint) {
        lastSaved = Optional.of(checkpoint);
    }

    void recordSkippedBatch() {
        notFinite++;
    }

    void setPosition(StreamPosition next) {
        position = next;
    }

    void addSeconds(double duration) {
        seconds += duration;
    }

    /** The newest checkpoint on disk. */
    Optional<Checkpoint> lastSaved() {
        return lastSaved;
    }

    /** The path of that checkpoint, as the end of an error message. */
    String describeLastSaved() {
        return lastSaved
                .map(checkpoint -> "; the last valid checkpoint is " + checkpoint.folder())
                .orElse("; there is no checkpoint yet");
    }

    StreamPosition position() {
        return position;
    }

    Map<String, Double> latestMetrics() {
        return latestMetrics;
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
