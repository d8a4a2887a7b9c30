package dev.pixio.train.listener;

import java.util.Optional;

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
 * @param group what several processes that train together add to it; empty if there is one process
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
        long memoryBytes,
        Optional<Group> group) {

    /**
     * Several processes that train together.
     *
     * @param processes their number
     * @param syncSeconds part of the step in which process 0 waited for the others and for their gradients
     * @param slowest the process that took longest for its images and gradients
     * @param slowestSeconds how long it took
     */
    public record Group(int processes, double syncSeconds, int slowest, double slowestSeconds) {}

    /** A step of a single process. */
    public StepMetrics(
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
        this(
                step,
                epoch,
                loss,
                learningRate,
                gradientNorm,
                images,
                seconds,
                waitSeconds,
                skipped,
                memoryBytes,
                Optional.empty());
    }

    /** Images per second in this step. */
    public double imagesPerSecond() {
        return images / seconds;
    }
}
