package dev.pixio.distributed;

/** A sum or a broadcast that was started. */
interface Collective extends AutoCloseable {

    /** Whether it is complete, or has failed. */
    boolean isComplete();

    /**
     * Lets those wait who use its result: this thread if the tensor is in the memory of the host; if it is in that of a GPU, what this
     * thread starts on it from now on, and not the thread.
     *
     * @throws RuntimeException if it has failed
     */
    void await();

    @Override
    void close();
}
