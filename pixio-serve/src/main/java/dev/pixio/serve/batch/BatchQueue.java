package dev.pixio.serve.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * Gathers items of many threads into batches, which one thread computes in the order of the items. While a batch is computed
 * the next ones gather. Only an idle worker makes the first item wait for others: for as many as were there when the last batch was
 * complete, counting its own, because clients that have an answer send their next item soon. So a client that is alone, and
 * sends as many items each time, does not wait.
 *
 * @param <T> items
 * @param <R> results
 */
public final class BatchQueue<T, R> implements AutoCloseable {

    /**
     * Computes a batch.
     *
     * @param <T> items
     * @param <R> results
     */
    @FunctionalInterface
    public interface Work<T, R> {
        /** The results of the items, in their order. */
        List<R> compute(List<T> items) throws IOException;
    }

    /** An item, its result, the number of the call that submitted it, and when by {@link System#nanoTime}. */
    private record Waiting<T, R>(T item, CompletableFuture<R> result, long submission, long since) {}

    private static final Duration LONGEST_WAIT = Duration.ofNanos(Long.MAX_VALUE);

    private final BatchSettings settings;
    private final long maxWait;
    private final Work<T, R> work;
    private final IntConsumer onBatch;
    private final Thread worker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting<T, R>> queue = new ArrayDeque<>();
    private long submissions;
    private int expected;
    private long idleSince;
    private boolean hurried;
    private boolean closed;

    /**
     * Starts the worker, a daemon.
     *
     * @param name of the worker's thread
     * @param work called on the worker's thread only
     * @param onBatch receives the size of each batch before it is computed
     */
    public BatchQueue(String name, BatchSettings settings, Work<T, R> work, IntConsumer onBatch) {
        this.settings = settings;
        this.expected = settings.size();
        this.idleSince = System.nanoTime();
        this.maxWait = settings.maxWait().compareTo(LONGEST_WAIT) < 0
                ? settings.maxWait().toNanos()
                : Long.MAX_VALUE;
        this.work = work;
        this.onBatch = onBatch;
        this.worker = new Thread(this::run, name);
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Queues items, all or none.
     *
     * @return a result for each, in their order; one that is cancelled before its batch begins is not computed
     * @throws QueueFullException if they do not fit into the queue
     * @throws IllegalStateException if the queue is closed
     */
    public List<CompletableFuture<R>> submit(List<T> items) throws QueueFullException {
        lock.lock();
        try {
            requireRoom(items.size());
            submissions++;
            long now = System.nanoTime();
            List<CompletableFuture<R>> results = new ArrayList<>(items.size());
            for (T item : items) {
                CompletableFuture<R> result = new CompletableFuture<>();
                queue.add(new Waiting<>(item, result, submissions, now));
                results.add(result);
            }
            changed.signalAll();
            return results;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks that a number of items fits, to refuse them before they cost anything.
     *
     * @throws QueueFullException if they do not fit into the queue now
     * @throws IllegalStateException if the queue is closed
     */
    public void requireRoom(int items) throws QueueFullException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the queue is closed");
            }
            if (queue.size() + items > settings.queue()) {
                throw new QueueFullException(queue.size(), items, settings.queue());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Number of waiting items, without those of the batch that is computed. */
    public int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Whether items are computed: until the queue is closed, or its worker has ended by an error. */
    public boolean isRunning() {
        lock.lock();
        try {
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (List<Waiting<T, R>> batch = take(); !batch.isEmpty(); batch = take()) {
                batch.removeIf(waiting -> waiting.result().isDone()); // its client has gone
                if (!batch.isEmpty()) {
                    compute(batch);
                }
            }
        } finally {
            refuseAll();
        }
    }

    /** A client whose other items still wait is not answered yet, and sends nothing. */
    private void expectAfter(List<Waiting<T, R>> batch) {
        lock.lock();
        try {
            Waiting<T, R> next = queue.peek();
            long answered = batch.stream()
                    .filter(waiting -> next == null || waiting.submission() != next.submission())
                    .count();
            expected = (int) Math.min(settings.size(), answered + queue.size());
            idleSince = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is computed any more; after a regular end nothing waits. */
    private void refuseAll() {
        lock.lock();
        try {
            closed = true;
            for (Waiting<T, R> waiting : queue) {
                waiting.result().completeExceptionally(new IllegalStateException("the worker of the queue has ended"));
            }
            queue.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch; empty after the last one of a closed queue. */
    private List<Waiting<T, R>> take() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            awaitOthers();
            List<Waiting<T, R>> batch = new ArrayList<>(settings.size());
            while (!queue.isEmpty() && batch.size() < settings.size()) {
                batch.add(queue.remove());
            }
            return batch;
        } catch (InterruptedException e) {
            throw new IllegalStateException("the worker of a queue is never interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitOthers() throws InterruptedException {
        Waiting<T, R> first = queue.peek();
        if (first == null) {
            return;
        }
        long now = System.nanoTime();
        long left = maxWait - Math.min(now - first.since(), now - idleSince);
        while (left > 0 && queue.size() < expected && !hurried) {
            left = changed.awaitNanos(left);
        }
    }

    /**
     * A batch that fails is computed item by item, so that one item does not fail those of other clients. Errors, as of a library that
     * cannot be linked, fail items too: the worker goes on.
     */
    private void compute(List<Waiting<T, R>> batch) {
        try {
            onBatch.accept(batch.size());
            List<R> results = work.compute(batch.stream().map(Waiting::item).toList());
            expectAfter(batch); // before clients know their results and send more
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (Throwable e) {
            if (batch.size() == 1) {
                batch.get(0).result().completeExceptionally(e);
            } else {
                batch.forEach(waiting -> compute(List.of(waiting)));
            }
        }
    }

    /** From now on no item waits for others: the server is stopping. */
    public void hurry() {
        lock.lock();
        try {
            hurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new items, computes those that are queued, and waits for them. Closing again has no effect. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            hurried = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
