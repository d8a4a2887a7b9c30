/**
 * Linear models on frozen features: softmax regression by SGD or L-BFGS, and ridge regression. Standardised features and
 * targets come in; weights go out, one model for each value of a sweep. They know no images.
 *
 * <p>The solvers are written here because they have to match references: L-BFGS reaches the optimum of scikit-learn's
 * logistic regression in float64, and SGD trains all learning rates of DINOv2's sweep in one matrix product. Common
 * Java libraries for classifiers have neither, and copy the features to the Java heap.
 */
@NullMarked
package dev.pixio.eval.linear;

import org.jspecify.annotations.NullMarked;
