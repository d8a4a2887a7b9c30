/**
 * Crops and resizes decoded images to the input size of a model, without libtorch. An image and a {@link
 * dev.pixio.image.resize.Framing} (centre crop or letterbox) come in; the bytes {@code [height, width, 3]} of the frame go
 * out. The bicubic resizing is bit-equal to Pillow 13.
 */
@NullMarked
package dev.pixio.image.resize;

import org.jspecify.annotations.NullMarked;
