/**
 * Starts the processes of one host and stops them together. A {@link dev.pixio.distributed.launch.LaunchPlan} says which; they learn
 * from their environment who they are, see {@link dev.pixio.distributed.Rendezvous}.
 */
@NullMarked
package dev.pixio.distributed.launch;

import org.jspecify.annotations.NullMarked;
