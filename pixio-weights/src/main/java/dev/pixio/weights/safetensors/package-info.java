/**
 * The safetensors format. A file comes in and named tensors with metadata go out; named tensors come in and a file
 * goes out. Headers are checked before memory is allocated.
 *
 * <p>Written here because the format is a JSON header followed by raw bytes, and the tensors have to be libtorch's:
 * those of a file share its mapped memory, and those of a model are written without a copy of the whole.
 */
@NullMarked
package dev.pixio.weights.safetensors;

import org.jspecify.annotations.NullMarked;
