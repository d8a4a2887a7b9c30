package dev.pixio.data;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Tasks with numbers, run by several threads. Their results are received in order, on the calling thread, so that they do not
 * depend on the number of threads.
 *
 * @param name of the threads
 * @param threads number of tasks that run in parallel, 1 to 1024
 */
public record OrderedTasks(String name, int threads) {

    private static final int MAX_THREADS = 1024;

    /** Results per thread that may be pending while a slow task runs. */
    private static final int AHEAD_PER_THREAD = 16;

    public OrderedTasks {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be at most " + MAX_THREADS + ", not " + threads);
        }
    }

    /**
     * Runs tasks. If one fails, or the receiver does, no further ones are started, and the failure is thrown.
     *
     * @param from number of the first task
     * @param to number after that of the last task
     * @param task runs on one of the threads
     * @param results receives the results
     */
    public <T> void run(long from, long to, LongFunction<T> task, Consumer<T> results) throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, name + "-" + started.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        try {
            ArrayDeque<Future<T>> pending = new ArrayDeque<>();
            for (long i = from; i < to || !pending.isEmpty(); i++) {
                if (i < to) {
                    long number = i;
                    pending.add(workers.submit(() -> task.apply(number)));
                }
                if (pending.size() == AHEAD_PER_THREAD * threads || i >= to) {
                    results.accept(pending.remove().get());
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a task failed: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }
}
