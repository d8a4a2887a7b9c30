package dev.pixio.train.step;

import dev.pixio.data.loader.Batch;

/**
 * An optimizer step that is queued on the device, and not yet known to count.
 *
 * @param batch its images, whose memory the device may still read; closed with this
 * @param seconds that this process took for its images and gradients
 * @param update closed with this
 */
public record QueuedStep(Batch batch, double seconds, QueuedUpdate update) implements AutoCloseable {

    @Override
    public void close() {
        try (batch) {
            update.close();
        }
    }
}
