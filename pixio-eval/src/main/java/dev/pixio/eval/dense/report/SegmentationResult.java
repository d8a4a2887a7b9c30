package dev.pixio.eval.dense.report;

import java.util.Map;

/**
 * The test result of linear segmentation, over all pixels of the test scenes.
 *
 * @param meanIou mean over the classes of intersection over union; intersections and unions are summed over the scenes
 * @param regionIou the same for three regions: ground, background, and objects of any class, whose probabilities are added
 * @param accuracy share of pixels whose class is predicted
 * @param iouByClass intersection over union of each class that occurs in the masks or the predictions
 * @param weightDecay that was chosen
 */
public record SegmentationResult(
        Estimate meanIou, Estimate regionIou, Estimate accuracy, Map<String, Double> iouByClass, double weightDecay) {}
