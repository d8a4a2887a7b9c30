/**
 * Similarity search in collections of images: the index and the images, queries, hits. Vectors, images and boxes in images come in;
 * the most similar images go out. {@link dev.pixio.search.folder} and {@link dev.pixio.search.postgres} keep indices.
 */
@NullMarked
package dev.pixio.search;

import org.jspecify.annotations.NullMarked;
