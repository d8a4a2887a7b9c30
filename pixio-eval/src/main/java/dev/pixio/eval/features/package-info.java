/**
 * Features for evaluations, extracted once and cached. A candidate (an encoder, an untrained encoder or pixels) and
 * labelled images come in; a table of features and labels goes out. A cache of other weights, images or settings is
 * never reused.
 */
@NullMarked
package dev.pixio.eval.features;

import org.jspecify.annotations.NullMarked;
