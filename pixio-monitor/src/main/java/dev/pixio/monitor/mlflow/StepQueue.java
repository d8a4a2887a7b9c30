package dev.pixio.monitor.mlflow;

import dev.pixio.train.listener.StepMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Steps to be sent. When the queue is full, the oldest are dropped: a server may be unavailable for days. */
final class StepQueue {

    /** Steps per request: 100 steps have 700 metrics, and MLflow accepts 1,000 per request. */
    static final int BATCH = 100;

    /** Some megabytes. */
    static final int CAPACITY = 50_000;

    private final Deque<TimedStep> steps = new ArrayDeque<>();
    private long lost;
    private boolean closed;

    /**
     * The metrics of a step and its time.
     *
     * @param millis since 1970-01-01 UTC
     */
    record TimedStep(StepMetrics metrics, long millis) {}

    synchronized void add(StepMetrics metrics, long millis) {
        if (steps.size() == CAPACITY) {
            steps.removeFirst();
            lost++;
        }
        steps.addLast(new TimedStep(metrics, millis));
        if (steps.size() >= BATCH) {
            notifyAll();
        }
    }

    /** Marks the end of the run and wakes waiting threads. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits for a full batch, the end of the run, or the given duration. */
    synchronized void awaitBatch(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long remaining = longest.toMillis(); remaining > 0 && steps.size() < BATCH && !closed; ) {
            wait(remaining);
            remaining = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** Waits for the end of the run or the given duration, also if there is a full batch: the pause after a failure. */
    synchronized void pause(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (long remaining = longest.toMillis(); remaining > 0 && !closed; ) {
            wait(remaining);
            remaining = (end - System.nanoTime()) / 1_000_000;
        }
    }

    /** Removes and returns the oldest steps; empty if there are none. */
    synchronized List<TimedStep> take() {
        List<TimedStep> batch = new ArrayList<>();
        while (batch.size() < BATCH && !steps.isEmpty()) {
            batch.add(steps.removeFirst());
        }
        return batch;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int size() {
        return steps.size();
    }

    /** Number of steps that were dropped or rejected. */
    synchronized long lost() {
        return lost;
    }

    synchronized void addLost(int steps) {
        lost += steps;
    }
}
