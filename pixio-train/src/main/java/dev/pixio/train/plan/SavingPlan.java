package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * When checkpoints are saved, and which are retained.
 *
 * @param every interval between checkpoints; another is saved at the end
 * @param keepLast number of newest checkpoints to retain
 * @param keepEvery checkpoints whose step is a multiple of this are retained as well; 0 for none
 * @param onWriteError what to do if a checkpoint or metrics cannot be written
 */
public record SavingPlan(CheckpointInterval every, int keepLast, long keepEvery, OnWriteError onWriteError) {

    /** What to do if a checkpoint or metrics cannot be written, for example because the disk is full. */
    public enum OnWriteError {
        /** The run ends; earlier checkpoints stay valid. */
        STOP,
        /** The run continues and tries again. */
        CONTINUE
    }

    public SavingPlan {
        Require.that(keepLast >= 1, "checkpoints to keep must be at least 1", keepLast);
        Require.that(keepEvery >= 0, "steps between checkpoints to keep must be at least 0 (0 keeps none)", keepEvery);
    }

    /** Saves at an interval in steps and retains the newest checkpoints. */
    public static SavingPlan everySteps(long steps, int keepLast) {
        return new SavingPlan(CheckpointInterval.steps(steps), keepLast, 0, OnWriteError.STOP);
    }

    /** A copy with another handling of failed writes. */
    public SavingPlan withOnWriteError(OnWriteError other) {
        return new SavingPlan(every, keepLast, keepEvery, other);
    }
}
