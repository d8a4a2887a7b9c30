package dev.pixio.serve.model;

import dev.pixio.serve.batch.BatchQueue;
import dev.pixio.serve.metric.ServiceMetrics;
import java.time.Duration;

/** Measures how long batches take. */
final class Timed {

    private Timed() {}

    /** The work with its time reported. */
    static <T, R> BatchQueue.Work<T, R> of(BatchQueue.Work<T, R> work, String model, ServiceMetrics metrics) {
        return items -> {
            long start = System.nanoTime();
            try {
                return work.compute(items);
            } finally {
                metrics.onComputed(model, Duration.ofNanos(System.nanoTime() - start));
            }
        };
    }
}
