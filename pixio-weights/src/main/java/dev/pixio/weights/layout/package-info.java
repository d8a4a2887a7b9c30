/**
 * The names under which each library keeps the weights of a Pixio. Tensors by a library's names come in and tensors by
 * this project's names go out, and back. {@link dev.pixio.weights.layout.WeightLayout} lists the libraries.
 */
@NullMarked
package dev.pixio.weights.layout;

import org.jspecify.annotations.NullMarked;
