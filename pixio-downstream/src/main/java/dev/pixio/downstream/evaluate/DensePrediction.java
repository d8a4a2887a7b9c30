package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.task.DenseTask;

/**
 * A test sample and what a head predicts for it.
 *
 * @param task what is predicted
 * @param name of the image
 * @param pixels of the image, and their true values
 * @param values predicted labels, or depths in metres, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, which are not changed
public record DensePrediction(DenseTask task, String name, DensePixels pixels, float[] values) {}
