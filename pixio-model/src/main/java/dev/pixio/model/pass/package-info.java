/**
 * Forward and backward passes over the model, stage by stage. A model, images and a mask come in; the loss goes out,
 * and gradients are added to the parameters. A stage determines what is saved for the backward pass and how it is computed:
 * explicit gradients or autograd, recomputation where memory is short.
 */
@NullMarked
package dev.pixio.model.pass;

import org.jspecify.annotations.NullMarked;
