/**
 * Reconstructions of masked images, for visual inspection. A model and images come in; images of original, masked input
 * and reconstruction go out. A listener writes them during training.
 */
@NullMarked
package dev.pixio.eval;

import org.jspecify.annotations.NullMarked;
