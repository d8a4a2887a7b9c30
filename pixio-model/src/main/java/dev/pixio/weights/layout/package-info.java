/**
 * Under which names, and in which pieces, a library keeps the weights of a Pixio. Tensors under its names come in, tensors
 * under ours go out, and back.
 */
@NullMarked
package dev.pixio.weights.layout;

import org.jspecify.annotations.NullMarked;
