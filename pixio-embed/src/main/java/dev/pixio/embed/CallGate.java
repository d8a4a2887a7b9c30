package dev.pixio.embed;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Delays a close until all running calls, nested ones included, have returned, and rejects new calls after it. */
public final class CallGate {

    private final String what;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param what is closed, for messages */
    public CallGate(String what) {
        this.what = what;
    }

    /**
     * Begins a call; {@link #end} ends it, on the same thread.
     *
     * @throws IllegalStateException if it is closed and the call is not nested in a running one
     */
    public void begin() {
        // Not lock(): it would queue behind a close, which may wait for a call that waits for this one.
        boolean begun = lock.readLock().tryLock();
        if (begun && closed.get() && lock.getReadHoldCount() == 1) {
            lock.readLock().unlock();
            begun = false;
        }
        if (!begun) {
            throw new IllegalStateException(what + " is closed");
        }
    }

    /** Ends a call. */
    public void end() {
        lock.readLock().unlock();
    }

    /**
     * Waits for running calls, then closes. Closing again has no effect.
     *
     * @throws IllegalStateException if it is called from within a call, where it would deadlock
     */
    public void close(Runnable closing) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException(what + " cannot be closed from within a call to it");
        }
        if (closed.getAndSet(true)) {
            return;
        }
        lock.writeLock().lock();
        try {
            closing.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
