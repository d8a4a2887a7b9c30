/**
 * The transformer block again, with its gradients written out. In come the layers of {@code dev.pixio.nn} and tokens; out
 * go the same tokens and the same gradients, on a CPU, without a graph: each product goes to the kernel that is fastest
 * for it, weights are cast once a step, and what the way back needs is kept and nothing else.
 */
@NullMarked
package dev.pixio.nn.explicit;

import org.jspecify.annotations.NullMarked;
