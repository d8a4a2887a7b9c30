package dev.pixio.embed;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Delays a close until all running calls, nested ones included, have returned, and rejects new calls after it. */
final class CallGate {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Begins a call; {@link #end} ends it, on the same thread.
     *
     * @throws IllegalStateException if it is closed and the call is not nested in a running one
     */
    void begin() {
        // Not lock(): it would queue behind a close, which may wait for a call that waits for this one.
        boolean begun = lock.readLock().tryLock();
        if (begun && closed.get() && lock.getReadHoldCount() == 1) {
            lock.readLock().unlock();
            begun = false;
        }
        if (!begun) {
            throw new IllegalStateException("the encoder is closed");
        }
    }

    void end() {
        lock.readLock().unlock();
    }

    /**
     * Waits for running calls, then closes. Closing again has no effect.
     *
     * @throws IllegalStateException if it is called from within a call, where it would deadlock
     */
    void close(Runnable closing) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("the encoder cannot be closed from within a call to it");
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
