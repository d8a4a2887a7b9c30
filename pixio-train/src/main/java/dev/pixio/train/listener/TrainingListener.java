package dev.pixio.train.listener;

import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;

/**
 * Observes a run. All methods are called on the training thread, outside of any pointer scope, in the order in which
 * the listeners were added; training waits for them. An exception from a listener ends the run.
 */
public interface TrainingListener {

    /** Training starts; the next step is {@link TrainingRun#firstStep} + 1. */
    default void onStart(TrainingRun run) throws IOException {}

    /** An optimizer step was taken. */
    default void onStep(StepMetrics metrics) throws IOException {}

    /** An event occurred that is reported to the user. */
    default void onEvent(TrainingEvent event) throws IOException {}

    /** A checkpoint is being written in the background; the model still has the weights of that step. */
    default void onCheckpoint(Checkpoint checkpoint) throws IOException {}

    /** A checkpoint is complete on disk. Called some steps after {@link #onCheckpoint}. */
    default void onSaved(Checkpoint checkpoint) throws IOException {}

    /** The run was rolled back: steps after this one are no longer part of it. */
    default void onRewind(long step) throws IOException {}

    /**
     * The run has ended and its final checkpoint is saved. Not called if the run fails. An {@link IOException} is
     * reported as an event and does not fail the run.
     */
    default void onEnd(TrainingResult result) throws IOException {}
}
