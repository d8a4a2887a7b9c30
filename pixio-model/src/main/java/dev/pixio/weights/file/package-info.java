/**
 * Files of weights: safetensors, whole and in shards, and what torch.save writes. Bytes of strangers come in and are checked
 * before memory is asked for; named tensors go out, mapped and not copied. What the names mean is not known here.
 */
@NullMarked
package dev.pixio.weights.file;

import org.jspecify.annotations.NullMarked;
