/**
 * Several processes that work on one task. {@link dev.pixio.torch.group.ProcessGroup} is the communication, which a module of
 * its own implements; {@link dev.pixio.torch.group.DividedTask} divides batches of images among the processes and brings the
 * results to the first of them, in the order of the batches. A single process is a group of one.
 */
@NullMarked
package dev.pixio.torch.group;

import org.jspecify.annotations.NullMarked;
