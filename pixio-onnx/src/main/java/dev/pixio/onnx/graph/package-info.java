/**
 * Writes the ONNX format: nodes, attributes, initialisers, the model file. Operators and tensors come in; protobuf
 * messages go out, and weights are streamed so that no second copy is held. It does not depend on what the graph
 * computes.
 *
 * <p>Written here, on the encoder of protobuf-java, because classes generated from {@code onnx.proto} hold all weights
 * in memory as a message before they are written; the exporter needs only the few messages in this package.
 */
@NullMarked
package dev.pixio.onnx.graph;

import org.jspecify.annotations.NullMarked;
