/**
 * The forward and backward pass of pre-training, run in stages. A model, images and a mask come in; the loss comes out, and
 * gradients are added to the parameters. Stages decide which activations are saved and how gradients are computed: by
 * autograd on a GPU, by explicit gradients on a CPU, with a second forward pass where memory is short.
 */
@NullMarked
package dev.pixio.model.pass;

import org.jspecify.annotations.NullMarked;
