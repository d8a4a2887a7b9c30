/**
 * Classification on frozen features: k-NN and linear probe, by the published protocols. Features and labels come in;
 * accuracy goes out, beside the baselines of an untrained encoder and of pixels. No weight of the encoder is changed.
 *
 * <p>The solvers are written here because they have to match references: L-BFGS reaches the optimum of scikit-learn's
 * logistic regression in float64, and SGD trains all learning rates of DINOv2's sweep in one matrix product. Common
 * Java libraries for classifiers have neither, and copy the features to the Java heap.
 */
@NullMarked
package dev.pixio.eval.classify;

import org.jspecify.annotations.NullMarked;
