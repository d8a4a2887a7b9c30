package dev.pixio.downstream.train;

/**
 * The learning rate of each step: linear warm-up, then polynomial decay with the power {@value #POWER} to zero.
 *
 * @param peak the highest learning rate
 * @param warmupSteps number of steps with a rising rate; the first has {@code peak / warmupSteps}
 * @param totalSteps of the training
 */
record PolynomialRate(double peak, long warmupSteps, long totalSteps) {

    private static final double POWER = 0.9;

    /** The rate of a step, counted from 0. */
    double at(long step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / warmupSteps;
        }
        return peak * Math.pow(1 - (double) (step - warmupSteps) / (totalSteps - warmupSteps), POWER);
    }
}
