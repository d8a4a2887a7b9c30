package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * When the model is saved, and how much is kept.
 *
 * @param every when a checkpoint is taken; another is at the end
 * @param keepLast how many checkpoints are kept, the newest ones
 * @param keepEvery those of every so many steps are kept as well; 0 for none
 * @param onWriteError what happens when a checkpoint or a line of metrics cannot be written
 */
public record SavingPlan(CheckpointInterval every, int keepLast, long keepEvery, OnWriteError onWriteError) {

    /** What happens when a checkpoint or a line of metrics cannot be written, because the disk is full for example. */
    public enum OnWriteError {
        /** The run ends; what was saved before stays good. */
        STOP,
        /** The run goes on and tries again. */
        CONTINUE
    }

    public SavingPlan {
        Require.that(keepLast >= 1, "checkpoints to keep must be at least 1", keepLast);
        Require.that(keepEvery >= 0, "steps between checkpoints to keep must be at least 0 (0 keeps none)", keepEvery);
    }

    /** After so many steps, the newest few kept. */
    public static SavingPlan everySteps(long steps, int keepLast) {
        return new SavingPlan(CheckpointInterval.steps(steps), keepLast, 0, OnWriteError.STOP);
    }

    /** The same with another answer to failed writes. */
    public SavingPlan withOnWriteError(OnWriteError other) {
        return new SavingPlan(every, keepLast, keepEvery, other);
    }
}
