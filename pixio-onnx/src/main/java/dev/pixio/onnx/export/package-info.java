/**
 * Exports encoders to ONNX. An encoder and an image size come in; an {@code .onnx} file goes out, with its weights
 * beside it above 2 GB. ONNX Runtime runs the file and its features are compared before it gets its name.
 */
@NullMarked
package dev.pixio.onnx.export;

import org.jspecify.annotations.NullMarked;
