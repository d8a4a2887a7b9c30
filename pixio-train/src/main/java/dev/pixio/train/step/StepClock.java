package dev.pixio.train.step;

/**
 * The durations of steps, of which the next may begin before the one before has ended. Then a step lasts from the end of that one to
 * its own, so that all durations add up to the time that has passed.
 */
public final class StepClock {

    private long start = System.nanoTime();
    private double waited;

    /** A step begins while no other is under way. */
    public void begin() {
        start = System.nanoTime();
        waited = 0;
    }

    /** Adds time that was spent waiting for images. */
    public void addWait(double seconds) {
        waited += seconds;
    }

    /** The duration of the step so far, in seconds. */
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Of that, the time that was spent waiting for images, in seconds. */
    public double waitSeconds() {
        return waited;
    }
}
