/**
 * Reads the pixels of TIFF files. The bytes of a file come in; rows of 8-bit RGB go out, or an exception that names the strip
 * or tile which is truncated or damaged.
 */
@NullMarked
package dev.pixio.image.tiff;

import org.jspecify.annotations.NullMarked;
