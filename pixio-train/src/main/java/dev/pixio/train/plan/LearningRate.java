package dev.pixio.train.plan;

/**
 * The learning rate of each step: a linear warm-up, then constant or half a cosine down to zero.
 *
 * @param shape what follows the warm-up
 * @param peak the highest rate
 * @param warmupSteps how many steps climb to it; the first already takes its share
 * @param totalSteps the length of the run
 */
public record LearningRate(Shape shape, double peak, long warmupSteps, long totalSteps) {

    /** What follows the warm-up. */
    public enum Shape {
        CONSTANT,
        COSINE
    }

    /** The rate of a step, counted from 0. */
    public double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        return switch (shape) {
            case CONSTANT -> peak;
            case COSINE -> {
                double done = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
                yield peak * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done)));
            }
        };
    }
}
