package dev.pixio.downstream.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The measures of depth over the valid pixels of one image, or their means over images.
 *
 * @param d1 share of pixels with {@code max(predicted / actual, actual / predicted) < 1.25}
 * @param d2 the same with 1.25 squared
 * @param d3 the same with 1.25 cubed
 * @param absRel mean of the absolute difference, relative to the true depth
 * @param sqRel mean of the squared difference, relative to the true depth
 * @param rmse root of the mean squared difference in metres
 * @param rmseLog root of the mean squared difference of natural logarithms
 * @param log10 mean absolute difference of decimal logarithms
 * @param siLog root of the mean squared difference of natural logarithms less half of the squared mean difference
 */
public record DepthErrors(
        double d1,
        double d2,
        double d3,
        double absRel,
        double sqRel,
        double rmse,
        double rmseLog,
        double log10,
        double siLog) {

    /** An image with fewer valid pixels does not count. */
    public static final int FEWEST_PIXELS = 10;

    private static final double RATIO = 1.25;

    /**
     * The measures of one image.
     *
     * @param prediction depths in metres
     * @param truth true depths of the same pixels; those outside of the range do not count
     * @return empty if fewer than {@link #FEWEST_PIXELS} pixels count
     */
    public static Optional<DepthErrors> of(float[] prediction, float[] truth, DepthRange range) {
        if (prediction.length != truth.length) {
            throw new IllegalArgumentException(prediction.length + " predicted depths for " + truth.length + " pixels");
        }
        double[] sums = new double[9];
        int pixels = 0;
        for (int i = 0; i < truth.length; i++) {
            if (range.contains(truth[i])) {
                pixels++;
                add(prediction[i], truth[i], sums);
            }
        }
        if (pixels < FEWEST_PIXELS) {
            return Optional.empty();
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= pixels;
        }
        double bias = sums[8];
        return Optional.of(new DepthErrors(
                sums[0],
                sums[1],
                sums[2],
                sums[3],
                sums[4],
                Math.sqrt(sums[5]),
                Math.sqrt(sums[6]),
                sums[7],
                Math.sqrt(sums[6] - 0.5 * bias * bias)));
    }

    private static void add(double predicted, double actual, double[] sums) {
        double ratio = Math.max(predicted / actual, actual / predicted);
        double difference = predicted - actual;
        double logs = Math.log(predicted) - Math.log(actual);
        sums[0] += ratio < RATIO ? 1 : 0;
        sums[1] += ratio < RATIO * RATIO ? 1 : 0;
        sums[2] += ratio < RATIO * RATIO * RATIO ? 1 : 0;
        sums[3] += Math.abs(difference) / actual;
        sums[4] += difference * difference / actual;
        sums[5] += difference * difference;
        sums[6] += logs * logs;
        sums[7] += Math.abs(logs) / Math.log(10);
        sums[8] += logs;
    }

    /** Means over images, each of which counts as much as another. */
    public static DepthErrors mean(List<DepthErrors> images) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("no image has " + FEWEST_PIXELS + " pixels whose depth counts");
        }
        double[] sums = new double[9];
        for (DepthErrors image : images) {
            int i = 0;
            for (double value : image.byName().values()) {
                sums[i++] += value / images.size();
            }
        }
        return new DepthErrors(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7], sums[8]);
    }

    /** All measures by their names in files. */
    public Map<String, Double> byName() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("d1", d1);
        values.put("d2", d2);
        values.put("d3", d3);
        values.put("absRel", absRel);
        values.put("sqRel", sqRel);
        values.put("rmse", rmse);
        values.put("rmseLog", rmseLog);
        values.put("log10", log10);
        values.put("siLog", siLog);
        return values;
    }
}
