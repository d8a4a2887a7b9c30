package dev.pixio.monitor;

import java.util.function.LongSupplier;

/**
 * How long a run has taken in this process and will still take, by the clock on the wall: saving, probing and waiting are
 * included. The time of a step is a mean over all steps of this process at first, and over about the last thousand later,
 * so that it settles and yet follows a machine that becomes slower. The first step, which is slow because everything is
 * used for the first time, is left out. Not for several threads at once.
 */
public final class RemainingTime {

    private static final int WINDOW = 1000;

    private final long totalSteps;
    private final LongSupplier nanoTime;
    private final long start;
    private long last;
    private long step;
    private long counted = -1;
    private double stepSeconds = Double.NaN;

    /**
     * A run that begins or goes on now.
     *
     * @param firstStep number of steps that were done before
     * @param totalSteps number of steps when it will be complete
     * @param nanoTime a clock that does not jump, in nanoseconds
     */
    public RemainingTime(long firstStep, long totalSteps, LongSupplier nanoTime) {
        this.step = firstStep;
        this.totalSteps = totalSteps;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.last = start;
    }

    /**
     * Records that a step has ended now.
     *
     * @param newest number of steps that are done
     * @param ownSeconds of the step alone
     */
    public void step(long newest, double ownSeconds) {
        long now = nanoTime.getAsLong();
        double seconds = (now - last) / 1e9; // since the end of the step before
        last = now;
        step = newest;
        counted++;
        if (counted == 0) {
            stepSeconds = ownSeconds;
        } else if (counted == 1) {
            stepSeconds = seconds;
        } else {
            stepSeconds += (seconds - stepSeconds) / Math.min(counted, WINDOW);
        }
    }

    /**
     * Records that the run went back to a checkpoint.
     *
     * @param to number of steps that are done
     */
    public void rewind(long to) {
        step = Math.min(step, to);
    }

    /** Seconds since the run began or went on in this process. */
    public double elapsedSeconds() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /** Seconds until the run will be complete; NaN before the first step. */
    public double seconds() {
        return Math.max(0, totalSteps - step) * stepSeconds;
    }
}
