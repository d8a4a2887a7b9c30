/**
 * The names of the weights of a Pixio in each library. Tensors under the names of a library come in and tensors under
 * the names of this project go out, and the reverse. {@link dev.pixio.weights.layout.WeightLayout} lists the libraries.
 */
@NullMarked
package dev.pixio.weights.layout;

import org.jspecify.annotations.NullMarked;
