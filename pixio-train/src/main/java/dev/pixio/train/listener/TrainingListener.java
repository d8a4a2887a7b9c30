package dev.pixio.train.listener;

import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;

/**
 * Watches a run. All methods are called on the thread that trains, outside of any pointer scope, in the order
 * in which the listeners were given; the run waits for them. What a listener throws ends the run.
 */
public interface TrainingListener {

    /** Everything is ready and the next step is {@link TrainingRun#firstStep} + 1. */
    default void onStart(TrainingRun run) throws IOException {}

    /** An optimizer step was taken. */
    default void onStep(StepMetrics metrics) throws IOException {}

    /** Something happened that a person should know. */
    default void onEvent(TrainingEvent event) throws IOException {}

    /** A checkpoint was taken, and is being written in the background; the model still has its weights. */
    default void onCheckpoint(Checkpoint checkpoint) throws IOException {}

    /** A checkpoint stands on the disk, whole; told some steps after it was taken. */
    default void onSaved(Checkpoint checkpoint) throws IOException {}

    /** The run went back: what was told of steps after this one is no longer part of it. */
    default void onRewind(long step) throws IOException {}

    /** The run has ended and its last checkpoint is saved; not called when it fails. */
    default void onEnd(TrainingResult result) throws IOException {}
}
