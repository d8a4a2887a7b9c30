package dev.pixio.downstream.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts pixels of predicted masks: intersections and unions of each class are summed over all images. Not thread-safe. */
public final class SegmentationScore {

    private final List<String> classes;
    private final long[] intersections;
    private final long[] predicted;
    private final long[] actual;

    public SegmentationScore(Segmentation task) {
        this.classes = task.classes();
        this.intersections = new long[classes.size()];
        this.predicted = new long[classes.size()];
        this.actual = new long[classes.size()];
    }

    /**
     * Adds an image.
     *
     * @param prediction labels, row by row
     * @param truth labels of the same pixels; {@link Segmentation#IGNORED} does not count
     * @throws IllegalArgumentException if a label is not a class
     */
    public void add(byte[] prediction, byte[] truth) {
        if (prediction.length != truth.length) {
            throw new IllegalArgumentException(
                    prediction.length + " predicted pixels for a mask of " + truth.length + " pixels");
        }
        for (int pixel = 0; pixel < truth.length; pixel++) {
            int label = truth[pixel] & 0xFF;
            if (label == Segmentation.IGNORED) {
                continue;
            }
            int guess = prediction[pixel] & 0xFF;
            if (label >= actual.length || guess >= actual.length) {
                throw new IllegalArgumentException(
                        "label " + Math.max(label, guess) + " is none of the " + actual.length + " classes");
            }
            actual[label]++;
            predicted[guess]++;
            if (label == guess) {
                intersections[label]++;
            }
        }
    }

    /** Intersection over union of each class that occurs in the masks or the predictions. */
    public Map<String, Double> iouByClass() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int label = 0; label < actual.length; label++) {
            long union = actual[label] + predicted[label] - intersections[label];
            if (union > 0) {
                shares.put(classes.get(label), (double) intersections[label] / union);
            }
        }
        return shares;
    }

    /** Mean of {@link #iouByClass}. A class that occurs nowhere does not count; in the published sets all occur. */
    public double meanIou() {
        return iouByClass().values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** Number of pixels that count. */
    public long pixels() {
        return Arrays.stream(actual).sum();
    }

    /** Share of the pixels whose class is predicted. */
    public double accuracy() {
        long all = pixels();
        long hits = 0;
        for (int label = 0; label < actual.length; label++) {
            hits += intersections[label];
        }
        return all == 0 ? 0 : (double) hits / all;
    }
}
