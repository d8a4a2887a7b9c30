/**
 * Writes the ONNX format: nodes, attributes, initialisers, the model file. Operators and tensors come in; protobuf
 * messages go out, and weights are streamed so that no second copy is held. It does not depend on what the graph
 * computes.
 */
@NullMarked
package dev.pixio.onnx.graph;

import org.jspecify.annotations.NullMarked;
