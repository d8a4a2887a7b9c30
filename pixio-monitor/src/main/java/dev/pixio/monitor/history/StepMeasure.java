package dev.pixio.monitor.history;

import dev.pixio.train.listener.StepMetrics;

/** What a curve shows of each step. */
public enum StepMeasure {
    /** Mean over the batch. */
    LOSS,
    /** Of the step. */
    LEARNING_RATE,
    /** Over all parameters, before clipping. */
    GRADIENT_NORM,
    /** In the step. */
    IMAGES_PER_SECOND,
    /** Of the step's time, 0 to 1, that it waited for images. */
    WAIT_SHARE,
    /** Bytes that the process holds; absent where the system does not tell. */
    MEMORY;

    /** The value in a step; NaN where there is none. */
    public double of(StepMetrics step) {
        double value = switch (this) {
            case LOSS -> step.loss();
            case LEARNING_RATE -> step.learningRate();
            case GRADIENT_NORM -> step.gradientNorm();
            case IMAGES_PER_SECOND -> step.imagesPerSecond();
            case WAIT_SHARE -> step.waitSeconds() / step.seconds();
            case MEMORY -> step.memoryBytes() > 0 ? step.memoryBytes() : Double.NaN;
        };
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
