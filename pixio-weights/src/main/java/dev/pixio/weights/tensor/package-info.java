/**
 * Tensors as ranges of bytes of a file: dtypes, shapes, memory maps, JSON headers. Untrusted bytes come in and are
 * checked against the size of the file before memory is allocated; tensors or a {@link
 * dev.pixio.weights.tensor.WeightsException} go out. All formats of weights use this package.
 */
@NullMarked
package dev.pixio.weights.tensor;

import org.jspecify.annotations.NullMarked;
