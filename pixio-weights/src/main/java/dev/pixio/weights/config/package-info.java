/**
 * Finds the shape of a model from its weights. Tensor names, tensor shapes and {@code config.json} come in; a {@link
 * dev.pixio.model.config.PixioConfig} goes out. A shape that cannot be derived is an error.
 */
@NullMarked
package dev.pixio.weights.config;

import org.jspecify.annotations.NullMarked;
