/**
 * Opens a file of weights whatever its format: safetensors, shards with an index, or a file of {@code torch.save}. A
 * path comes in; memory-mapped named tensors and metadata go out. The names are those of the file: another
 * package, {@code layout}, renames them.
 */
@NullMarked
package dev.pixio.weights.file;

import org.jspecify.annotations.NullMarked;
