package dev.pixio.distributed;

import java.time.Duration;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A connection of the processes of a group for some tensors: those in the memory of GPUs. May be aborted from any thread. */
interface DeviceConnection extends AutoCloseable {

    /** Opens a connection. */
    interface Opening {

        /**
         * Opens it.
         *
         * @param store through which the processes tell each other how to connect
         * @param timeout how long an operation may take
         * @throws dev.pixio.torch.group.GroupException if this process cannot take part
         */
        DeviceConnection open(GroupStore store, Rendezvous place, Duration timeout);
    }

    /** Whether a tensor travels through this connection. */
    boolean carries(Tensor tensor);

    /** Starts to replace a tensor by its sum over all processes. */
    Collective sum(Tensor tensor);

    /** Starts to replace a tensor by that of one process. */
    Collective broadcast(Tensor tensor, int from);

    /** Why it has failed without a call; results since then are not valid. */
    Optional<String> failure();

    /** Ends all that was started and has not ended; whoever waits for it goes on. The connection is of no use afterwards. */
    void abort();

    /** Closes a connection that has not failed, after all that was started. */
    @Override
    void close();
}
