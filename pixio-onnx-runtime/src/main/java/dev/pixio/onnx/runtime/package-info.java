/**
 * Runs exported encoders in ONNX Runtime, without libtorch. An {@code .onnx} file written by {@code pixio export onnx}
 * and image files come in; features equal to the encoder's own go out. The file's metadata (image size, normalisation,
 * pooling) is read and written here.
 */
@NullMarked
package dev.pixio.onnx.runtime;

import org.jspecify.annotations.NullMarked;
