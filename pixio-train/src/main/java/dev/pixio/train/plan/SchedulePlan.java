package dev.pixio.train.plan;

import dev.pixio.model.config.Require;

/**
 * How long a run is, and how its learning rate goes.
 *
 * @param shape of the learning rate after the warm-up
 * @param warmup the share of all steps in which it climbs
 * @param epochs how often each image is seen
 * @param maxSteps the run ends after this many optimizer steps at the latest; 0 for no such limit
 */
public record SchedulePlan(LearningRate.Shape shape, double warmup, int epochs, long maxSteps) {

    public SchedulePlan {
        Require.that(warmup >= 0 && warmup < 1, "warm-up must be a share of at least 0 and less than 1", warmup);
        Require.that(epochs >= 1, "epochs must be at least 1", epochs);
        Require.that(maxSteps >= 0, "max steps must be at least 0 (0 is no limit)", maxSteps);
    }

    /** The same over another number of epochs. */
    public SchedulePlan withEpochs(int number) {
        return new SchedulePlan(shape, warmup, number, maxSteps);
    }

    /** The same with another limit of optimizer steps; 0 for no such limit. */
    public SchedulePlan withMaxSteps(long steps) {
        return new SchedulePlan(shape, warmup, epochs, steps);
    }

    /** The number of optimizer steps that the run has. */
    public long steps(long stepsPerEpoch) {
        long all = Math.multiplyExact(stepsPerEpoch, (long) epochs);
        return maxSteps > 0 ? Math.min(maxSteps, all) : all;
    }

    /** The rate of each step of a run of that length. */
    public LearningRate learningRate(double peak, long totalSteps) {
        return new LearningRate(shape, peak, Math.round(totalSteps * warmup), totalSteps);
    }
}
