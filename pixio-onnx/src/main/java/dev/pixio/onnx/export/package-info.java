/**
 * Writes encoders as ONNX. An encoder and an image size come in; a graph of standard operators with its weights goes out, as
 * one file, or as two above 2 GB, which ONNX Runtime has run and compared with the encoder before it gets its name. The few
 * messages of the format are written field by field with {@link dev.pixio.io.ProtoMessage}, because classes generated from
 * ONNX's schema would hold all weights in memory.
 */
@NullMarked
package dev.pixio.onnx.export;

import org.jspecify.annotations.NullMarked;
