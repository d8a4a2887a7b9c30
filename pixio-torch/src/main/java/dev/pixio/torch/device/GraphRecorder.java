package dev.pixio.torch.device;

/** Records work of a device, so that it can be started as a whole: the host then starts one thing where it started thousands. */
public interface GraphRecorder {

    /**
     * Runs work as it will be recorded, so that libraries choose their ways and allocate what they keep.
     *
     * @param work queues operations of the device, on this thread and on those of backward passes
     */
    void warmUp(Runnable work);

    /**
     * Records what work queues, without running it.
     *
     * @param work as in {@link #warmUp}, which ran it before. It reads and writes tensors that stay open and in their places, does not
     *     wait for the device, draws no random numbers, and does not decide by values of the device
     * @return to be closed by the caller, before the tensors
     * @throws RuntimeException if the work cannot be recorded; then none of it has run
     */
    Recording record(Runnable work);

    /** Recorded work. */
    interface Recording extends AutoCloseable {

        /** Queues all of it, behind what this thread has queued. */
        void replay();

        @Override
        void close();
    }
}
