package dev.pixio.serve.batch;

import java.time.Duration;

/**
 * How items are gathered into batches.
 *
 * @param size largest number of items in a batch
 * @param maxWait the most time that the first item of a batch waits for others while nothing is computed; zero takes what is there
 * @param queue largest number of waiting items
 */
public record BatchSettings(int size, Duration maxWait, int queue) {

    /** @throws IllegalArgumentException if a number is not positive, the time negative, or a batch larger than the queue */
    public BatchSettings {
        if (size < 1) {
            throw new IllegalArgumentException("the batch size must be at least 1, not " + size);
        }
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException(
                    "the wait for a batch must not be negative, as " + maxWait.toMillis() + " ms");
        }
        if (queue < size) {
            throw new IllegalArgumentException(
                    "the queue must hold a batch: at least " + size + " images, not " + queue);
        }
    }

    /** At most 16 items, a wait of 5 milliseconds, a queue of 256. */
    public static BatchSettings defaults() {
        return new BatchSettings(16, Duration.ofMillis(5), 256);
    }

    /** With another batch size. */
    public BatchSettings withSize(int other) {
        return new BatchSettings(other, maxWait, queue);
    }

    /** With another wait. */
    public BatchSettings withMaxWait(Duration other) {
        return new BatchSettings(size, other, queue);
    }

    /** With another limit of the queue. */
    public BatchSettings withQueue(int other) {
        return new BatchSettings(size, maxWait, other);
    }
}
