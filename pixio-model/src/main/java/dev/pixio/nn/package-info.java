/**
 * The layers of a vision transformer. Tokens {@code [B, L, D]} come in, and tokens of the same shape go out; each layer is a
 * libtorch module. Nothing here knows of masks, decoders or losses.
 */
@NullMarked
package dev.pixio.nn;

import org.jspecify.annotations.NullMarked;
