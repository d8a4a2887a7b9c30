/**
 * What a training gained: k-NN, linear classification, segmentation and depth of the trained encoder beside an untrained one
 * of the same shape, on built-in scenes that were not trained on. A model comes in when its training is complete; four
 * pairs of numbers and {@code evaluation.json} go out.
 */
@NullMarked
package dev.pixio.eval.gain;

import org.jspecify.annotations.NullMarked;
