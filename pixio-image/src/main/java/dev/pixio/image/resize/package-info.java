/**
 * Crops and resizes decoded images. An image and a box come in; antialiased bicubic pixels go out, bit-equal to
 * Pillow's. {@link dev.pixio.image.resize.Framing} chooses the box for features: centre crop or letterbox.
 */
@NullMarked
package dev.pixio.image.resize;

import org.jspecify.annotations.NullMarked;
