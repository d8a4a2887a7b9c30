package dev.pixio.onnx.export;

import dev.pixio.onnx.runtime.EncoderMetadata;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was written.
 *
 * @param file of the graph
 * @param data of the weights, where they are not in the file
 * @param bytes of both
 * @param opset the version of the operators
 * @param metadata what the file says of itself
 * @param difference between ONNX Runtime's numbers and the encoder's
 */
public record ExportReport(
        Path file, Optional<Path> data, long bytes, int opset, EncoderMetadata metadata, Difference difference) {}
