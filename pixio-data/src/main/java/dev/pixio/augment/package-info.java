/**
 * What happens to a picture before the model sees it: crop, resize, flip, normalise. Decoded pictures and the random
 * stream of one sample come in. {@code uint8 [3, H, W]} views go out, written straight into their place in a batch, and
 * are normalised later on the model's device.
 */
@NullMarked
package dev.pixio.augment;

import org.jspecify.annotations.NullMarked;
