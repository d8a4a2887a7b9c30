package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * The length of a run and its learning rate schedule.
 *
 * @param shape of the learning rate after the warm-up
 * @param warmup share of all steps in which the learning rate increases linearly
 * @param epochs number of passes over the data
 * @param maxSteps maximum number of optimizer steps; 0 for no limit
 */
public record SchedulePlan(LearningRate.Shape shape, double warmup, int epochs, long maxSteps) {

    public SchedulePlan {
        Require.that(warmup >= 0 && warmup < 1, "warm-up must be a share of at least 0 and less than 1", warmup);
        Require.that(epochs >= 1, "epochs must be at least 1", epochs);
        Require.that(maxSteps >= 0, "max steps must be at least 0 (0 is no limit)", maxSteps);
    }

    /** A copy with another number of epochs. */
    public SchedulePlan withEpochs(int number) {
        return new SchedulePlan(shape, warmup, number, maxSteps);
    }

    /** A copy with another maximum number of optimizer steps; 0 for no limit. */
    public SchedulePlan withMaxSteps(long steps) {
        return new SchedulePlan(shape, warmup, epochs, steps);
    }

    /** The number of optimizer steps of the run. */
    public long steps(long stepsPerEpoch) {
        long all = Math.multiplyExact(stepsPerEpoch, (long) epochs);
        return maxSteps > 0 ? Math.min(maxSteps, all) : all;
    }

    /** The learning rate schedule of a run with a number of steps. */
    public LearningRate learningRate(double peak, long totalSteps) {
        return new LearningRate(shape, peak, Math.round(totalSteps * warmup), totalSteps);
    }
}
