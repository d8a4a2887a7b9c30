/**
 * Does it see? Frozen features of labelled pictures come in; how many test pictures a simple classifier on them gets right
 * comes out, beside what the same classifier makes of an encoder that has learned nothing. Nothing here moves a weight of
 * an encoder.
 */
@NullMarked
package dev.pixio.eval.classify;

import org.jspecify.annotations.NullMarked;
