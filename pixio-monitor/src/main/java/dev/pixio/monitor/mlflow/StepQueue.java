package dev.pixio.monitor.mlflow;

import dev.pixio.train.listener.StepMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Steps that wait to be sent. The oldest go when there are too many: a server may be away for days. */
final class StepQueue {

    /** 100 steps of seven figures are one request: MLflow takes a thousand figures in each. */
    static final int BATCH = 100;

    /** Some megabytes. */
    static final int CAPACITY = 50_000;

    private final Deque<TimedStep> waiting = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    /**
     * A step and when it was taken.
     *
     * @param millis since 1970
     */
    record TimedStep(StepMetrics metrics, long millis) {}

    synchronized void add(StepMetrics metrics, long millis) {
        if (waiting.size() == CAPACITY) {
            waiting.removeFirst();
            lost++;
        }
        waiting.addLast(new TimedStep(metrics, millis));
        if (waiting.size() >= BATCH) {
            notifyAll();
        }
    }

    /** No step follows; wakes who waits. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits until it is worth sending: for a while, for a full batch, or for the end. */
    synchronized void await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis(); left > 0 && waiting.size() < BATCH && !closed; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** As {@link #await}, but a full batch is no reason to wake: the server is not to be asked before. */
    synchronized void pause(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long left = longest.toMillis(); left > 0 && !closed; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** The oldest steps, which are then no longer here; empty if none wait. */
    synchronized List<TimedStep> take() {
        List<TimedStep> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        return batch;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Steps that are not here any more and were never sent. */
    synchronized long lost() {
        return lost;
    }

    synchronized void lose(int steps) {
        lost += steps;
    }
}
