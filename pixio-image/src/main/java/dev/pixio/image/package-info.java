/**
 * Decodes image files with OpenCV, without libtorch. A file or its bytes come in; an {@link dev.pixio.image.RgbImage} of
 * 8-bit RGB pixels goes out, with the EXIF orientation applied, or an exception with the reason why the file cannot be
 * read. The package also has {@link dev.pixio.image.ImageEmbedder}, the common interface of encoders that turn images into
 * features.
 */
@NullMarked
package dev.pixio.image;

import org.jspecify.annotations.NullMarked;
