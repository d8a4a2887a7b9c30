package dev.pixio.torch.group;

import java.io.IOException;
import org.bytedeco.pytorch.Tensor;

/**
 * What is done with numbered batches that the processes of a group divide; see {@link DividedTask}.
 *
 * @param <R> the result of a batch
 */
public interface BatchWork<R> {

    /** Computes a batch of this process, on the thread of the task. */
    R compute(long batch) throws IOException, InterruptedException;

    /** Takes the result of the next batch, in the order of the batches; called in process 0. */
    void receive(long batch, R result) throws IOException;

    /** The result for sending, in the caller's scope. */
    Packed pack(R result);

    /**
     * A result that was sent.
     *
     * @param packed its values belong to the caller's scope, which closes after {@link #receive}
     */
    R unpack(Packed packed);

    /** Whether this process was asked to stop; all processes then stop after the same batches. */
    default boolean isStopRequested() {
        return false;
    }

    /**
     * A result as it is sent.
     *
     * @param text anything
     * @param values float, one dimension, contiguous, on the CPU
     */
    record Packed(String text, Tensor values) {}
}
