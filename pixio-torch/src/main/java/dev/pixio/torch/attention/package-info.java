/**
 * Attention kernels of libtorch that its bindings do not map. Queries, keys and values come in, the output and, in the backward
 * pass, their gradients go out; a fused kernel for each kind of device stores no attention weights.
 */
@NullMarked
package dev.pixio.torch.attention;

import org.jspecify.annotations.NullMarked;
