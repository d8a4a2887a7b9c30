package dev.pixio.eval.dense.report;

/**
 * The test result of linear depth: means over the test scenes, as published.
 *
 * @param d1 share of pixels with {@code max(predicted / actual, actual / predicted) < 1.25}
 * @param logError root of the mean squared difference of natural logarithms ("RMSE log")
 * @param penalty that was chosen
 */
public record DepthResult(Estimate d1, Estimate logError, double penalty) {}
