/**
 * Training of heads on a frozen encoder. Samples and a plan come in; a trained head goes out. Tokens of samples that are not
 * augmented are computed once, if they fit into memory.
 */
@NullMarked
package dev.pixio.downstream.train;

import org.jspecify.annotations.NullMarked;
