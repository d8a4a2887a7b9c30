package dev.pixio.monitor.history;

import dev.pixio.train.listener.StepMetrics;

/** A metric that is drawn as a curve over the steps. */
public enum StepMeasure {
    /** Mean loss of the batch. */
    LOSS,
    /** Learning rate of the step. */
    LEARNING_RATE,
    /** Gradient norm over all parameters, before clipping. */
    GRADIENT_NORM,
    /** Images of the batch divided by the seconds of the step. */
    IMAGES_PER_SECOND,
    /** Fraction of the step's time, 0 to 1, spent waiting for images. */
    WAIT_SHARE,
    /** Fraction of the step's time, 0 to 1, spent waiting for other processes; absent if there is one process. */
    SYNC_SHARE,
    /** Resident memory of the process in bytes; absent where the system does not report it. */
    MEMORY;

    /** The value at a step; NaN where there is none. */
    public double of(StepMetrics step) {
        double value = switch (this) {
            case LOSS -> step.loss();
            case LEARNING_RATE -> step.learningRate();
            case GRADIENT_NORM -> step.gradientNorm();
            case IMAGES_PER_SECOND -> step.imagesPerSecond();
            case WAIT_SHARE -> step.waitSeconds() / step.seconds();
            case SYNC_SHARE ->
                step.group().map(group -> group.syncSeconds() / step.seconds()).orElse(Double.NaN);
            case MEMORY -> step.memoryBytes() > 0 ? step.memoryBytes() : Double.NaN;
        };
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
