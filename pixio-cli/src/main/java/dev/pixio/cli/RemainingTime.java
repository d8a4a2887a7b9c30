package dev.pixio.cli;

/**
 * How long a run will still take, by the clock on the wall: what saving, probing and waiting cost is in it. A mean over all
 * steps of this process at first, and over about the last thousand later, so that it settles and yet follows a machine that
 * becomes slower. The first step, which warms caches up, is left out.
 */
final class RemainingTime {

    private static final int WINDOW = 1000;

    private long last;
    private long steps = -1;
    private double stepSeconds = Double.NaN;

    /**
     * A step has ended.
     *
     * @param nanos on a clock that does not jump
     * @param ownSeconds of the step alone
     */
    void step(long nanos, double ownSeconds) {
        double seconds = (nanos - last) / 1e9; // since the end of the one before
        last = nanos;
        steps++;
        if (steps == 0) {
            stepSeconds = ownSeconds;
        } else if (steps == 1) {
            stepSeconds = seconds;
        } else {
            stepSeconds += (seconds - stepSeconds) / Math.min(steps, WINDOW);
        }
    }

    /** For so many steps more; NaN before the first. */
    double seconds(long stepsLeft) {
        return stepsLeft * stepSeconds;
    }
}
