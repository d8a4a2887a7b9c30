package dev.pixio.bench.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices that a thread does not come to an end: by its processor time, which other work on the machine does not change, and, if
 * it waits for something, by time.
 */
final class Watchdog {

    /** No task is running. */
    static final long NONE = Long.MAX_VALUE;

    private static final long INTERVAL_MILLIS = 100;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Thread watched;
    private final LongSupplier started;
    private final Duration computing;
    private final Duration waiting;

    /**
     * @param started when the task of the thread began, by {@link System#nanoTime}, or {@link #NONE}; called on another thread
     * @param computing the most processor time of a task
     * @param waiting the most time of a task
     */
    Watchdog(Thread watched, LongSupplier started, Duration computing, Duration waiting) {
        this.watched = watched;
        this.started = started;
        this.computing = computing;
        this.waiting = waiting;
    }

    /** Starts a daemon that calls {@code hung} once, if a task takes too long. */
    void start(Runnable hung) {
        Thread thread = new Thread(() -> watch(hung), "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch(Runnable hung) {
        long task = NONE;
        long before = 0;
        while (true) {
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long since = started.getAsLong(); // read once: the next task may begin in between
            long used = threads.getThreadCpuTime(watched.getId());
            if (since != task) {
                task = since;
                before = used;
            } else if (since != NONE
                    && (used - before > computing.toNanos() || System.nanoTime() - since > waiting.toNanos())) {
                hung.run();
                return;
            }
        }
    }
}
