/**
 * Sources of images: an indexed, named list of images whose order never changes. An index comes in and a decoded
 * {@link dev.pixio.image.RgbImage} goes out; labels where the source has them. Nothing here knows how batches or
 * epochs are made.
 */
@NullMarked
package dev.pixio.data;

import org.jspecify.annotations.NullMarked;
