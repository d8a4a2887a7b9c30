/**
 * Finds the nearest vectors: exactly by a matrix product, or by a graph. A vector and a range of rows come in; the rows with the
 * largest cosine go out. The package knows no images.
 */
@NullMarked
package dev.pixio.search.nearest;

import org.jspecify.annotations.NullMarked;
