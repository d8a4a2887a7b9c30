/**
 * The transformer block with its backward pass written out, for CPUs. The layers of {@code dev.pixio.nn} and tokens
 * come in; the same tokens and the same gradients as autograd's go out. Each matrix product goes to the fastest
 * kernel, weights are cast once per step, and only what the backward pass needs is saved.
 */
@NullMarked
package dev.pixio.nn.explicit;

import org.jspecify.annotations.NullMarked;
