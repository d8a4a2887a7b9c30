package dev.pixio.train.plan;

import dev.pixio.model.config.Require;
import dev.pixio.train.checkpoint.ImageRetention;
import dev.pixio.train.plan.interval.CheckpointInterval;

/**
 * When checkpoints are saved, and which are retained.
 *
 * @param every interval between checkpoints; another is saved at the end
 * @param keepLast number of newest checkpoints to retain
 * @param keepEvery checkpoints whose step is a multiple of this are retained as well; 0 for none
 * @param keepReconstructions number of images of reconstructions to retain; 0 for all
 * @param onWriteError what to do if a checkpoint or metrics cannot be written
 */
public record SavingPlan(
        CheckpointInterval every, int keepLast, long keepEvery, int keepReconstructions, OnWriteError onWriteError) {

    /** Number of images of reconstructions that a run retains by default. */
    public static final int DEFAULT_RECONSTRUCTIONS = 24;

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
        Require.that(
                keepReconstructions >= 0,
                "reconstructions to keep must be at least 1, or 0 for all",
                keepReconstructions);
    }

    /** Saves at an interval in steps and retains the newest checkpoints. */
    public static SavingPlan everySteps(long steps, int keepLast) {
        return new SavingPlan(CheckpointInterval.steps(steps), keepLast, 0, DEFAULT_RECONSTRUCTIONS, OnWriteError.STOP);
    }

    /** Which images of reconstructions are retained. */
    public ImageRetention imageRetention() {
        return new ImageRetention(keepReconstructions, Math.max(1, every.steps()));
    }

    /** A copy with another handling of failed writes. */
    public SavingPlan withOnWriteError(OnWriteError other) {
        return new SavingPlan(every, keepLast, keepEvery, keepReconstructions, other);
    }
}
