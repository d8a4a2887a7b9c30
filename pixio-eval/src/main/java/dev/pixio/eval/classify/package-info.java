/**
 * Classification on frozen features: k-NN and linear probe, by the published protocols. Features and labels come in;
 * accuracy goes out, beside the baselines of an untrained encoder and of pixels. No weight of the encoder is changed.
 */
@NullMarked
package dev.pixio.eval.classify;

import org.jspecify.annotations.NullMarked;
