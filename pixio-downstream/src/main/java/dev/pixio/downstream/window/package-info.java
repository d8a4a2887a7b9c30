/**
 * Prediction for images of any size by a model for one size. An image comes in; overlapping windows go to the model, and
 * their predictions are put together.
 */
@NullMarked
package dev.pixio.downstream.window;

import org.jspecify.annotations.NullMarked;
