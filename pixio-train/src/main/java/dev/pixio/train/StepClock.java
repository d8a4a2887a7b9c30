package dev.pixio.train;

/**
 * The durations of steps, of which the next may begin before the one before has ended. Then a step lasts from the end of that one to
 * its own, so that all durations add up to the time that has passed.
 */
final class StepClock {

    private long start = System.nanoTime();
    private double waited;

    /** A step begins while no other is under way. */
    void begin() {
        start = System.nanoTime();
        waited = 0;
    }

    /** Adds time that was spent waiting for images. */
    void addWait(double seconds) {
        waited += seconds;
    }

    /** The duration of the step so far, in seconds. */
    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Of that, the time that was spent waiting for images, in seconds. */
    double waitSeconds() {
        return waited;
    }
}
