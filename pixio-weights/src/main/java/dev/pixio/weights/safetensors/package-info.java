/**
 * The safetensors format. A file comes in and named tensors with metadata go out; named tensors come in and a file
 * goes out. Headers are checked before memory is allocated.
 */
@NullMarked
package dev.pixio.weights.safetensors;

import org.jspecify.annotations.NullMarked;
