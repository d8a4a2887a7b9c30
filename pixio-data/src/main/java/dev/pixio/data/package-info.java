/**
 * Sources of images: indexed lists of named images in a fixed order, optionally with class labels, and subsets and splits
 * of them. An index comes in and a decoded {@link dev.pixio.image.RgbImage} goes out. The package does not depend on
 * batches or epochs, which are in {@link dev.pixio.data.loader}.
 */
@NullMarked
package dev.pixio.data;

import org.jspecify.annotations.NullMarked;
