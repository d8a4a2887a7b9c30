/**
 * The shapes of models: encoder, decoder, mask, patch grid, and the catalog of named encoders. Settings come in and
 * are validated once; immutable records go out, with the parameter count and cost of a model. No tensors are created here.
 */
@NullMarked
package dev.pixio.model.config;

import org.jspecify.annotations.NullMarked;
