/**
 * Exported encoders at work in ONNX Runtime, without libtorch. An {@code .onnx} file that {@code pixio export onnx} wrote
 * and picture files come in; features go out, the same as the encoder's own. What the file says of itself is in its
 * metadata, which is read and written here.
 */
@NullMarked
package dev.pixio.onnx.runtime;

import org.jspecify.annotations.NullMarked;
