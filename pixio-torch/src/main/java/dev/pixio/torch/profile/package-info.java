/**
 * What libtorch reports about its own work: the times of operators and kernels, and the memory that tensors take on a GPU. Input is
 * the work that runs meanwhile. Output is a trace file, or numbers of bytes.
 */
@NullMarked
package dev.pixio.torch.profile;

import org.jspecify.annotations.NullMarked;
