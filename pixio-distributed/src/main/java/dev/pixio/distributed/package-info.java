/**
 * Groups of processes on one or several hosts. {@link dev.pixio.distributed.Rendezvous} reads from the environment which process
 * this is, as torchrun, SLURM, Open MPI and {@link dev.pixio.distributed.launch.Launcher} set it; {@link dev.pixio.distributed.C10dGroup}
 * connects it with the others by libtorch's {@code c10d}, which has the transport (Gloo on CPUs, NCCL on GPUs).
 */
@NullMarked
package dev.pixio.distributed;

import org.jspecify.annotations.NullMarked;
