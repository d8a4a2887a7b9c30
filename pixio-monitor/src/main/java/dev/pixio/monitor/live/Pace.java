package dev.pixio.monitor.live;

import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * How fast a run goes by the clock on the wall, pauses for checkpoints and probes included, and so when it will be done.
 * Not for several threads at once.
 */
final class Pace {

    /** The least that a new step counts: a pause is spread over the fifty steps after it. */
    private static final double NEWEST = 0.02;

    private final long totalSteps;
    private final LongSupplier nanoTime;
    private final long start;
    private long at;
    private long step;
    private int told;
    private double stepSeconds = Double.NaN;

    Pace(long firstStep, long totalSteps, LongSupplier nanoTime) {
        this.step = firstStep;
        this.totalSteps = totalSteps;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.at = start;
    }

    void step(long newest) {
        long now = nanoTime.getAsLong();
        double seconds = (now - at) / 1e9;
        at = now;
        step = newest;
        told++;
        // The first step warms everything up and would spoil the estimate for long.
        stepSeconds = told <= 2 ? seconds : stepSeconds + Math.max(1.0 / told, NEWEST) * (seconds - stepSeconds);
    }

    void rewind(long to) {
        step = Math.min(step, to);
    }

    /** Adds {@code elapsed} and {@code left}, in seconds. */
    ObjectNode tell(ObjectNode object) {
        Told.put(object, "elapsed", (nanoTime.getAsLong() - start) / 1e9);
        Told.put(object, "left", Math.max(0, totalSteps - step) * stepSeconds);
        return object;
    }
}
