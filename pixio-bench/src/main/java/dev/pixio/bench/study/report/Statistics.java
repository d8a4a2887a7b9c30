package dev.pixio.bench.study.report;

import java.util.List;

/**
 * Figures of several seeds.
 *
 * @param count number of seeds, at least 1
 * @param mean of the figures
 * @param min smallest figure
 * @param max largest figure
 */
record Statistics(int count, double mean, double min, double max) {

    /** The statistics of at least one figure. */
    static Statistics of(List<Double> values) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new Statistics(values.size(), sum / values.size(), min, max);
    }
}
