/**
 * The online probe: k-NN accuracy of the encoder while it trains. The model in training and labelled images come in;
 * {@code probe.jsonl} and its plot go out. The training is bit-identical with and without it.
 *
 * <p>The plot is written here as SVG because it is redrawn after each probe without a browser, and opened without a
 * script.
 */
@NullMarked
package dev.pixio.eval.probe;

import org.jspecify.annotations.NullMarked;
