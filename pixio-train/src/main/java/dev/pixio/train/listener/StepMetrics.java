package dev.pixio.train.listener;

/**
 * Metrics of one optimizer step.
 *
 * @param step counted from 1
 * @param epoch counted from 0
 * @param loss mean over the batch, before the step
 * @param learningRate of the step
 * @param gradientNorm over all parameters, before clipping
 * @param images number of images in the batch
 * @param seconds duration of the step, including the wait for images
 * @param waitSeconds part of that duration spent waiting for images
 * @param skipped number of unreadable images in the run so far
 * @param memoryBytes resident memory of the process; 0 if the system does not report it
 */
public record StepMetrics(
        long step,
        long epoch,
        double loss,
        double learningRate,
        double gradientNorm,
        int images,
        double seconds,
        double waitSeconds,
        long skipped,
        long memoryBytes) {

    /** Images per second in this step. */
    public double imagesPerSecond() {
        return images / seconds;
    }
}
