package dev.pixio.train.listener;

/**
 * What is known of one optimizer step.
 *
 * @param step counted from 1
 * @param epoch counted from 0
 * @param loss mean over the batch, before the step
 * @param learningRate of the step
 * @param gradientNorm over all parameters, before clipping
 * @param images in the batch
 * @param seconds that the step took, waiting included
 * @param waitSeconds of these that it waited for images
 * @param skipped images of the run so far that could not be read
 * @param memoryBytes that the process holds in memory; 0 where the system does not tell
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

    /** Images a second in this step. */
    public double imagesPerSecond() {
        return images / seconds;
    }
}
