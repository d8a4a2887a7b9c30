/**
 * Parts of a vision transformer: patch embedding, position embedding, attention, MLP, block. Tokens {@code [B, L, D]}
 * come in and tokens of the same shape go out; each part is a libtorch module. The package does not depend on masks,
 * decoders or losses.
 */
@NullMarked
package dev.pixio.nn;

import org.jspecify.annotations.NullMarked;
