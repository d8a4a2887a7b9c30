package dev.pixio.data.loader;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of a {@link BatchLoader}, which all do the same. */
final class DecodingThreads {

    private static final Logger LOG = LoggerFactory.getLogger(DecodingThreads.class);

    /** Decoding an image takes at most a second; closing does not wait longer for a network drive that does not respond. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final List<Thread> threads;

    /** @param work ends when the thread is interrupted */
    DecodingThreads(int count, Runnable work) {
        this.threads = IntStream.range(0, count)
                .mapToObj(number -> thread(number, work))
                .toList();
    }

    private static Thread thread(int number, Runnable work) {
        Thread thread = new Thread(work, "pixio-decode-" + number);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /**
     * Interrupts the threads, and waits until they have ended.
     *
     * @return false if one goes on
     */
    boolean stop() {
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean ended = threads.stream().noneMatch(Thread::isAlive);
        if (!ended) {
            LOG.warn("a decoding thread did not stop within {} s", STOP_TIMEOUT.toSeconds());
        }
        return ended;
    }
}
