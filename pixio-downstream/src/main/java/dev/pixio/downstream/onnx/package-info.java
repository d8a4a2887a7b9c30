/**
 * Export of whole models to ONNX. A model with a head comes in; an {@code .onnx} file goes out, which ONNX Runtime was compared with
 * before the file is moved to its destination.
 */
@NullMarked
package dev.pixio.downstream.onnx;

import org.jspecify.annotations.NullMarked;
