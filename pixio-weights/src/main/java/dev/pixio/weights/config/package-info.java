/**
 * Finds the shape of a model from its weights. Tensor names, tensor shapes and {@code config.json} come in; a {@link
 * dev.pixio.model.config.PixioConfig} goes out. What cannot be derived is refused by name.
 */
@NullMarked
package dev.pixio.weights.config;

import org.jspecify.annotations.NullMarked;
