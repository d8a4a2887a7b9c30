/**
 * Prepares batches of augmented images on several threads. A source, an augmentation and {@link
 * dev.pixio.data.loader.LoaderOptions} come in; {@code uint8 [B, 3, H, W]} batches go out, which do not depend on the
 * number of threads. Unreadable images are counted, logged, and replaced or left out.
 */
@NullMarked
package dev.pixio.data.loader;

import org.jspecify.annotations.NullMarked;
