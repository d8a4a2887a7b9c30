/**
 * Augmentations: crop, resize, flip, normalise. A decoded image and the random stream of one sample come in; a {@code
 * uint8 [3, H, W]} view goes out, or a float view of more channels or bits, written directly into the memory of the batch. {@link dev.pixio.augment.Normalize} is
 * applied later to whole batches, on the device of the model.
 */
@NullMarked
package dev.pixio.augment;

import org.jspecify.annotations.NullMarked;
