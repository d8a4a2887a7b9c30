package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.data.PixelBatch;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthErrors;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.task.SegmentationScore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The measures of predictions over test samples. Not thread-safe. */
interface Measures {

    /** Adds a sample. */
    void add(DensePrediction prediction);

    /** Whether no pixel, or too few, had a true value that counts: there are no measures then. */
    boolean isEmpty();

    /** The measures by their names in files. */
    Map<String, Double> byName();

    /** Intersection over union of each class; empty for depth. */
    Map<String, Double> iouByClass();

    /** Those of a task. */
    static Measures of(DenseTask task) {
        if (task instanceof Segmentation segmentation) {
            return new OfMasks(new SegmentationScore(segmentation));
        }
        return new OfDepths(((DepthEstimation) task).range(), new ArrayList<>());
    }

    /** Of segmentation. */
    record OfMasks(SegmentationScore score) implements Measures {

        @Override
        public void add(DensePrediction prediction) {
            score.add(
                    PixelBatch.labels(prediction.values()),
                    PixelBatch.labels(prediction.pixels().truth()));
        }

        @Override
        public boolean isEmpty() {
            return score.pixels() == 0;
        }

        @Override
        public Map<String, Double> byName() {
            Map<String, Double> measures = new LinkedHashMap<>();
            measures.put("miou", score.meanIou());
            measures.put("accuracy", score.accuracy());
            return measures;
        }

        @Override
        public Map<String, Double> iouByClass() {
            return score.iouByClass();
        }
    }

    /**
     * Of depth.
     *
     * @param images measures of each image that counts
     */
    record OfDepths(DepthRange range, List<DepthErrors> images) implements Measures {

        @Override
        public void add(DensePrediction prediction) {
            DepthErrors.of(prediction.values(), prediction.pixels().truth(), range)
                    .ifPresent(images::add);
        }

        @Override
        public boolean isEmpty() {
            return images.isEmpty();
        }

        @Override
        public Map<String, Double> byName() {
            return DepthErrors.mean(images).byName();
        }

        @Override
        public Map<String, Double> iouByClass() {
            return Map.of();
        }
    }
}
