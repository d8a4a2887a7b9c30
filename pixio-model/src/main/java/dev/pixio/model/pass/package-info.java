/**
 * A pre-training pass with its gradients, stage by stage. In come a model, pictures and a mask; out go the loss and the
 * sums of gradients in the parameters. Stages decide what is kept for the way back and who computes it: autograd on a
 * GPU, written-out gradients on a CPU, a second forward pass where memory is short.
 */
@NullMarked
package dev.pixio.model.pass;

import org.jspecify.annotations.NullMarked;
