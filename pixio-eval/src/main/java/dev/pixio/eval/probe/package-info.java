/**
 * The online probe: k-NN accuracy of the encoder while it trains. Steps of a training come in; {@code probe.jsonl} and
 * its plot go out. The training is bit-equal with and without it.
 */
@NullMarked
package dev.pixio.eval.probe;

import org.jspecify.annotations.NullMarked;
