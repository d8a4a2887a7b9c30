package dev.pixio.eval.dense.report;

import dev.pixio.torch.RandomStream;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A measure over the test scenes, with an interval that covers the choice of these scenes: the middle 95 % of {@value
 * #RESAMPLES} bootstrap samples of scenes (Efron 1979).
 *
 * @param value over all test scenes
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Estimate(double value, double low, double high) {

    private static final int RESAMPLES = 500;
    private static final double TAIL = 0.025;

    /**
     * A measure with its interval.
     *
     * @param scenes number of test scenes
     * @param seed of the samples
     * @param measure of scenes that count as often as the array states
     */
    public static Estimate of(int scenes, long seed, ToDoubleFunction<int[]> measure) {
        int[] once = new int[scenes];
        Arrays.fill(once, 1);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            RandomStream random = RandomStream.of(seed, "bootstrap", i);
            int[] times = new int[scenes];
            for (int draw = 0; draw < scenes; draw++) {
                times[random.nextInt(scenes)]++;
            }
            values[i] = measure.applyAsDouble(times);
        }
        Arrays.sort(values);
        int tail = (int) Math.round(TAIL * RESAMPLES);
        return new Estimate(measure.applyAsDouble(once), values[tail], values[RESAMPLES - 1 - tail]);
    }

    /** Half of the interval. */
    public double halfWidth() {
        return (high - low) / 2;
    }
}
