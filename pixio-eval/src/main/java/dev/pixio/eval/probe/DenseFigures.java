package dev.pixio.eval.probe;

import dev.pixio.eval.dense.DenseProbes;
import java.util.Optional;

/**
 * Segmentation and depth of scenes at one step; shares from 0 to 1.
 *
 * @param segmentation empty if it is not probed
 * @param depth empty if it is not probed
 */
public record DenseFigures(Optional<Segmentation> segmentation, Optional<Depth> depth) {

    /**
     * Segmentation of scenes.
     *
     * @param meanIou over the 12 classes
     * @param regionIou over ground, background and objects
     * @param accuracy share of pixels whose class is predicted
     */
    public record Segmentation(double meanIou, double regionIou, double accuracy) {}

    /**
     * Depth of scenes.
     *
     * @param d1 share of pixels whose depth is predicted to a quarter
     * @param logError RMSE of log depth
     */
    public record Depth(double d1, double logError) {}

    static DenseFigures of(DenseProbes.Chosen probes) {
        return new DenseFigures(
                probes.segmentation()
                        .map(found -> new Segmentation(
                                found.meanIou().value(),
                                found.regionIou().value(),
                                found.accuracy().value())),
                probes.depth()
                        .map(found ->
                                new Depth(found.d1().value(), found.logError().value())));
    }
}
