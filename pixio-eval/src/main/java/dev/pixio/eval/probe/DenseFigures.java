package dev.pixio.eval.probe;

import dev.pixio.eval.dense.DenseProbes;

/**
 * Segmentation and depth of scenes at one step; shares from 0 to 1.
 *
 * @param meanIou over the 12 classes
 * @param regionIou over ground, background and objects
 * @param accuracy share of pixels whose class is predicted
 * @param d1 share of pixels whose depth is predicted to a quarter
 * @param logError RMSE of log depth
 */
public record DenseFigures(double meanIou, double regionIou, double accuracy, double d1, double logError) {

    static DenseFigures of(DenseProbes probes) {
        return new DenseFigures(
                probes.segmentation().meanIou().value(),
                probes.segmentation().regionIou().value(),
                probes.segmentation().accuracy().value(),
                probes.depth().d1().value(),
                probes.depth().logError().value());
    }
}
