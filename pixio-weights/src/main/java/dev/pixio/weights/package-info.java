/**
 * Loads, adapts and converts the weights of models. Files in the layouts of several libraries come in; models and
 * named tensors go out, with a report of what was missing, left over or of another shape. {@link
 * dev.pixio.weights.ModelFile} is the entry.
 */
@NullMarked
package dev.pixio.weights;

import org.jspecify.annotations.NullMarked;
