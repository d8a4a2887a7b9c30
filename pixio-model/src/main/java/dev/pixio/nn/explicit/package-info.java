/**
 * The transformer block with explicit gradients, for CPUs. The layers of {@code dev.pixio.nn} and tokens come in; the same
 * tokens and the same gradients as under autograd go out. Each product uses the fastest kernel for it, weights are cast once
 * per step, and only what the backward pass needs is saved.
 */
@NullMarked
package dev.pixio.nn.explicit;

import org.jspecify.annotations.NullMarked;
