/**
 * Where pictures come from: sources, decoding, the order of an epoch, and batches on several threads. Files and other
 * origins come in. Decoded pictures ({@link dev.pixio.image.RgbImage}) and {@code uint8 [B, 3, H, W]} batches ({@link
 * dev.pixio.data.Batch}) go out, the same ones whatever the number of threads.
 */
@NullMarked
package dev.pixio.data;

import org.jspecify.annotations.NullMarked;
