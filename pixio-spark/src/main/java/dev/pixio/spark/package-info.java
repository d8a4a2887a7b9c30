/**
 * Features of images, and training, on a cluster of Spark. {@link dev.pixio.spark.PixioEmbedder} takes a column of image
 * files or of their paths. It adds a column of features, and one of the reasons why an image has none.
 */
@NullMarked
package dev.pixio.spark;

import org.jspecify.annotations.NullMarked;
