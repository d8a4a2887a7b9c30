package dev.pixio.train.step;

import dev.pixio.torch.device.HostRead;

/**
 * An update of the weights that is queued on the device.
 *
 * @param rate the learning rate
 * @param values loss of the whole batch, and norm of its gradients before clipping; closed with this
 */
public record QueuedUpdate(double rate, HostRead values) implements AutoCloseable {

    @Override
    public void close() {
        values.close();
    }
}
