/**
 * Training by several processes: the same model in each, gradients of a part of each batch, and their sum. {@link
 * dev.pixio.train.group.GradientSynchronizer} sums the gradients while the backward pass goes on, over the communication of a
 * {@link dev.pixio.torch.group.ProcessGroup}. A single process is a group of one.
 */
@NullMarked
package dev.pixio.train.group;

import org.jspecify.annotations.NullMarked;
