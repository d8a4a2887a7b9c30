package dev.pixio.monitor;

import dev.pixio.train.listener.StepMetrics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A scalar metric of a training step, as logged to TensorBoard and MLflow.
 *
 * @param name {@code group/metric}, such as {@code train/loss}
 * @param description shown beside the curve
 * @param value reads the metric from the metrics of a step
 */
public record LoggedMetric(String name, String description, ToDoubleFunction<StepMetrics> value) {

    private static final double GIB = 1L << 30;

    private static final List<LoggedMetric> ALL = List.of(
            new LoggedMetric("train/loss", "Mean over the batch, before the step", StepMetrics::loss),
            new LoggedMetric("train/learning_rate", "Learning rate of the step", StepMetrics::learningRate),
            new LoggedMetric("train/gradient_norm", "Over all parameters, before clipping", StepMetrics::gradientNorm),
            new LoggedMetric(
                    "throughput/images_per_second",
                    "Images of the batch divided by the seconds of the step, data wait included",
                    StepMetrics::imagesPerSecond),
            new LoggedMetric(
                    "throughput/data_wait_share",
                    "Share of the step that was spent waiting for images",
                    metrics -> metrics.waitSeconds() / metrics.seconds()),
            new LoggedMetric(
                    "throughput/sync_share",
                    "Share of the step that was spent waiting for other processes; only if there are several",
                    metrics -> metrics.group()
                            .map(group -> group.syncSeconds() / metrics.seconds())
                            .orElse(Double.NaN)),
            new LoggedMetric(
                    "memory/resident_gib",
                    "Resident memory of the process in GiB; 0 where the system does not report it",
                    metrics -> metrics.memoryBytes() / GIB),
            new LoggedMetric("data/skipped", "Images of the run so far that could not be read", StepMetrics::skipped));

    private static final List<LoggedMetric> ALONE = ALL.stream()
            .filter(metric -> !metric.name().equals("throughput/sync_share"))
            .toList();

    /** The metrics that are logged at this step. */
    public static List<LoggedMetric> loggedAt(StepMetrics metrics) {
        return metrics.group().isPresent() ? ALL : ALONE;
    }

    /** The value of this metric at a step. */
    public double of(StepMetrics metrics) {
        return value.applyAsDouble(metrics);
    }
}
