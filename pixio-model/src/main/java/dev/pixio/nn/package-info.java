/**
 * What a vision transformer is made of. In come tokens {@code [B, L, D]}, out go tokens of the same shape; each part is a
 * libtorch module of one page. Nothing here knows of masks, decoders or losses.
 */
@NullMarked
package dev.pixio.nn;

import org.jspecify.annotations.NullMarked;
