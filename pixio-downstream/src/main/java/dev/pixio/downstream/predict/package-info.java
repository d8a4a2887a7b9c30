/**
 * Predictions for images of any size by a model with a head. A saved model and images come in; classes, masks or depths go
 * out. {@link dev.pixio.downstream.predict.Classifier}, {@link dev.pixio.downstream.predict.Segmenter} and {@link
 * dev.pixio.downstream.predict.DepthEstimator} are the thread-safe entry points.
 */
@NullMarked
package dev.pixio.downstream.predict;

import org.jspecify.annotations.NullMarked;
