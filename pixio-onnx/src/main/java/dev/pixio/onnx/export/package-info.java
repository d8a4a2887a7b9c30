/**
 * Writes encoders as ONNX. An encoder and a picture size come in; a graph of standard operators with its weights goes out,
 * as a file (or two above 2 GB) that ONNX Runtime has run and compared before it gets its name. The format's messages are
 * written by hand, as they are few and weights must stream.
 */
@NullMarked
package dev.pixio.onnx.export;

import org.jspecify.annotations.NullMarked;
