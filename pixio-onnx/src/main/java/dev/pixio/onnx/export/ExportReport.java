package dev.pixio.onnx.export;

import dev.pixio.onnx.runtime.EncoderMetadata;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The result of an export.
 *
 * @param file the file of the graph
 * @param data the file of the weights; empty if they are in the graph's file
 * @param bytes size of both files
 * @param opset the version of the operator set
 * @param metadata the metadata in the file
 * @param difference between the outputs of ONNX Runtime and the encoder's
 */
public record ExportReport(
        Path file, Optional<Path> data, long bytes, int opset, EncoderMetadata metadata, Difference difference) {}
