package dev.pixio.serve.model;

import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.metric.ServiceMetrics;
import java.time.Duration;

/**
 * The queue of a model.
 *
 * @param batches how images are gathered
 * @param time for an answer to be computed
 * @param metrics of the server
 */
public record QueueSettings(BatchSettings batches, Duration time, ServiceMetrics metrics) {}
