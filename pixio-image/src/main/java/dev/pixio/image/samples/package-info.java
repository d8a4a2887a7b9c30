/**
 * Samples of images that are data and not colours: labels in palette and grey PNG, depths in 16-bit PNG. Files come in; the stored
 * numbers go out, without any conversion.
 */
@NullMarked
package dev.pixio.image.samples;

import org.jspecify.annotations.NullMarked;
