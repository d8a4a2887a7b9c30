/**
 * The transformer block with its backward pass written out. The layers of {@code dev.pixio.nn} and tokens come in; the same
 * tokens and the same gradients as autograd's go out. {@code BlockOperators} are the kernels: the fastest of a CPU, or libtorch's
 * on any device. Weights are cast once per step, and only what the backward pass needs is saved.
 */
@NullMarked
package dev.pixio.nn.explicit;

import org.jspecify.annotations.NullMarked;
