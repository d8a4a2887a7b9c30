package dev.pixio.monitor;

import java.util.function.LongSupplier;

/**
 * The elapsed and the estimated remaining time of a run in this process, as wall-clock time: saving, probing and data wait
 * are included. The time per step is the mean over all steps of this process, and after 1,000 steps a moving
 * average, so that it is stable and follows changes of speed. The first step is left out, because warm-up makes it slow.
 * Not thread-safe.
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
     * Starts the clock of a run that starts or resumes now.
     *
     * @param firstStep number of completed steps
     * @param totalSteps number of steps of the whole run
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public RemainingTime(long firstStep, long totalSteps, LongSupplier nanoTime) {
        this.step = firstStep;
        this.totalSteps = totalSteps;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.last = start;
    }

    /**
     * Records a step that has just ended.
     *
     * @param newest number of completed steps
     * @param ownSeconds duration of the step alone
     */
    public void step(long newest, double ownSeconds) {
        long now = nanoTime.getAsLong();
        double seconds = (now - last) / 1e9; // since the end of the previous step
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
     * Records that the run was rolled back to a checkpoint.
     *
     * @param to number of completed steps
     */
    public void rewind(long to) {
        step = Math.min(step, to);
    }

    /** Seconds since the run started or resumed in this process. */
    public double elapsedSeconds() {
        return (nanoTime.getAsLong() - start) / 1e9;
    }

    /** Estimated seconds until the run is complete; NaN before the first step. */
    public double seconds() {
        return Math.max(0, totalSteps - step) * stepSeconds;
    }
}
