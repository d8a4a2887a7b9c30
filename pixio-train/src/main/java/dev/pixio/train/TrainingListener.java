package dev.pixio.train;

import java.io.IOException;

/**
 * Watches a training. Methods are called on the training thread, between steps and outside of any pointer scope, in the
 * order in which the listeners were given; the run waits for them. What a listener throws ends the run.
 */
public interface TrainingListener {

    /** Everything is ready and the first step comes next. */
    default void onStart(TrainingRun run) throws IOException {}

    /** An optimizer step was taken. */
    default void onStep(StepMetrics metrics) throws IOException {}

    /** A checkpoint stands on the disk, whole. */
    default void onCheckpoint(Checkpoint checkpoint) throws IOException {}

    /** The run has ended and its last checkpoint is saved; not called when it fails. */
    default void onEnd(TrainingResult result) throws IOException {}
}
