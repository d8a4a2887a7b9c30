/**
 * Decodes image files without libtorch. A file or its bytes come in, checked before memory is allocated; an {@link
 * dev.pixio.image.RgbImage} of 8-bit RGB pixels goes out, upright by its EXIF orientation. Files that cannot be read
 * are refused with a reason.
 */
@NullMarked
package dev.pixio.image;

import org.jspecify.annotations.NullMarked;
