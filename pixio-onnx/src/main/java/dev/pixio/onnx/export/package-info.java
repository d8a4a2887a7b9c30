/**
 * Exports encoders to ONNX. An encoder and an image size come in; an {@code .onnx} file goes out, with its weights
 * beside it above 2 GB. ONNX Runtime runs the file, and its outputs are compared with the encoder's before the file is
 * moved to its destination.
 */
@NullMarked
package dev.pixio.onnx.export;

import org.jspecify.annotations.NullMarked;
