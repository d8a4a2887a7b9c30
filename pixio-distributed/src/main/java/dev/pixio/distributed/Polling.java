package dev.pixio.distributed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a GPU by asking it again and again. A call of the driver that waits would not return if the GPU itself waits for a process
 * that has ended.
 */
final class Polling {

    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 20_000;

    private Polling() {}

    /**
     * Waits.
     *
     * @param isComplete whether there is nothing left to wait for
     * @param limit how long at most
     * @param check runs before each pause; what it throws ends the wait
     * @return false if it took longer
     */
    static boolean until(BooleanSupplier isComplete, Duration limit, Runnable check) {
        long start = System.nanoTime();
        for (int polls = 0; !isComplete.getAsBoolean(); polls++) {
            check.run();
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            if (polls < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }
}
