package dev.pixio.train.plan;

/**
 * The learning rate schedule: linear warm-up, then constant or half-cycle cosine decay to zero.
 *
 * @param shape schedule after the warm-up
 * @param peak the highest learning rate
 * @param warmupSteps number of warm-up steps; the first has a rate of {@code peak / warmupSteps}
 * @param totalSteps of the run
 */
public record LearningRate(Shape shape, double peak, long warmupSteps, long totalSteps) {

    /** Schedule after the warm-up. */
    public enum Shape {
        CONSTANT,
        COSINE
    }

    /** The learning rate of a step, counted from 0. */
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
