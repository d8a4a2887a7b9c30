package dev.pixio.downstream.evaluate;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * The measures of one head over the test samples.
 *
 * @param seed of its training
 * @param measures by their names in files
 * @param iouByClass for segmentation; empty for depth
 * @param loss mean over the last tenth of the steps; empty if the head was complete already
 * @param seconds of the training, without computing tokens that are computed once
 */
public record SeedResult(
        long seed, Map<String, Double> measures, Map<String, Double> iouByClass, OptionalDouble loss, double seconds) {}
