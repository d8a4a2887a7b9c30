/**
 * Loads, adapts and converts the weights of models. Files in the layouts of several libraries come in; models and
 * named tensors go out, with a report of missing and unexpected names. Start at {@link dev.pixio.weights.ModelFile}.
 */
@NullMarked
package dev.pixio.weights;

import org.jspecify.annotations.NullMarked;
