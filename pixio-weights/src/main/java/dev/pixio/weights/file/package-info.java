/**
 * Opens a file of weights whatever its format: safetensors, shards with an index, or what {@code torch.save} writes. A
 * path comes in; named tensors and metadata go out, memory-mapped where the format allows. What the names mean is not
 * known here.
 */
@NullMarked
package dev.pixio.weights.file;

import org.jspecify.annotations.NullMarked;
