/**
 * What a run trains. The training loop, checkpoints, listeners and processes know a run only as an {@link
 * dev.pixio.train.objective.Objective}; {@link dev.pixio.train.objective.Pretraining} is that of the method. A plan, images and a model
 * come in; batches, gradients and the contents of model files go out.
 */
@NullMarked
package dev.pixio.train.objective;

import org.jspecify.annotations.NullMarked;
