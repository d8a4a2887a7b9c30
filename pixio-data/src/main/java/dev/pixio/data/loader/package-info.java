/**
 * Batches of augmented images on several threads. A source, an augmentation and {@link
 * dev.pixio.data.loader.LoaderOptions} come in; {@code uint8 [B, 3, H, W]} batches go out, the same ones whatever the
 * number of threads. Unreadable images are counted, reported and replaced.
 */
@NullMarked
package dev.pixio.data.loader;

import org.jspecify.annotations.NullMarked;
