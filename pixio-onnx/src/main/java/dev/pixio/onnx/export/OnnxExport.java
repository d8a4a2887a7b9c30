package dev.pixio.onnx.export;

import dev.pixio.image.RgbImage;
import dev.pixio.io.OutputFile;
import dev.pixio.io.WriteError;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.onnx.graph.OnnxFile;
import dev.pixio.onnx.graph.OnnxGraph;
import dev.pixio.onnx.runtime.EncoderMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/**
 * Exports an encoder as an ONNX file, for one image size or, by its options, for any, and any batch size. The file is moved to its destination only
 * after ONNX Runtime has reproduced the encoder's outputs with it.
 *
 * @param height of the images in pixels, a multiple of the patch size
 * @param width of the images in pixels, a multiple of the patch size
 * @param options of the export
 */
public record OnnxExport(int height, int width, ExportOptions options) {

    /** An export for the image size that the encoder was trained with, with default options. */
    public static OnnxExport of(Encoder encoder) {
        return new OnnxExport(encoder.grid().height(), encoder.grid().width(), ExportOptions.defaults());
    }

    /**
     * Writes and checks a file.
     *
     * @param encoder it is not changed
     * @param file such as {@code model.onnx}; a second file of weights has {@code .data} appended to that name
     * @param provenance the origin of the encoder, as free key-value pairs
     * @param images to check with, in addition to noise; they are not closed. Iterated once, after the file is written
     * @throws ExportException if the file exists and must not be replaced, or its outputs are not the encoder's
     * @throws IllegalArgumentException if the encoder cannot take images of this size, or has no such block
     */
    public ExportReport write(Encoder encoder, Path file, Map<String, String> provenance, Iterable<RgbImage> images)
            throws IOException {
        EncoderMetadata metadata = metadata(encoder, provenance);
        refuseExisting(file);
        OutputFile.createFolderOf(file);
        // The temporary files have their final names, because the graph contains the name of its data file.
        try (ExportFolder staging = ExportFolder.beside(file)) {
            Path temporary = staging.resolve(file.getFileName());
            boolean external;
            try {
                external = write(encoder, metadata, temporary);
            } catch (IOException e) {
                throw WriteError.inFolder(file.resolveSibling(""), staging.path(), e);
            }
            Difference difference = new ExportCheck(encoder).of(temporary, images);
            if (options.numbers() == ExportOptions.Numbers.FP32 && !Double.isFinite(difference.largest())) {
                throw new ExportException(provenance.getOrDefault("source", "the encoder")
                        + ": the model overflows, its features are NaN or infinite: the weights are too large;"
                        + " use other weights");
            }
            if (!difference.isSmallEnough(options.numbers(), options.norm())) {
                throw new ExportException(tooDifferent(difference));
            }
            long bytes = Files.size(temporary) + (external ? Files.size(ExportFolder.data(temporary)) : 0);
            ExportFolder.move(temporary, file, external);
            return new ExportReport(
                    file,
                    external ? Optional.of(ExportFolder.data(file)) : Optional.empty(),
                    bytes,
                    options.opset(),
                    metadata,
                    difference);
        }
    }

    private EncoderMetadata metadata(Encoder encoder, Map<String, String> provenance) {
        int channels = options.input().channels();
        PatchGrid grid = new PatchGrid(height, width, channels, encoder.grid().patchSize());
        if (encoder.grid().channels() != channels) {
            throw new IllegalArgumentException("the encoder takes images of "
                    + encoder.grid().channels() + " channels, and the options of the export state " + channels);
        }
        int depth = encoder.config().depth();
        int block = options.block().orElse(depth);
        if (block < 1 || block > depth) {
            throw new IllegalArgumentException("there is no block " + block + "; the encoder has 1 to " + depth);
        }
        return new EncoderMetadata(
                height,
                width,
                grid.patchSize(),
                encoder.config().classTokens(),
                encoder.config().width(),
                block,
                options.norm(),
                options.fit(),
                provenance,
                options.input(),
                options.sizes());
    }

    private void refuseExisting(Path file) throws ExportException {
        for (Path path : List.of(file, ExportFolder.data(file))) {
            if (Files.isDirectory(path)) {
                throw new ExportException(path + " is a folder; name the file to write");
            }
            if (options.existing() == ExportOptions.Existing.REFUSE && Files.exists(path)) {
                throw new ExportException(path + " already exists; choose another name, or replace it (--overwrite)");
            }
        }
    }

    /** Writes the file, and returns whether the weights are in a second one. */
    private boolean write(Encoder encoder, EncoderMetadata metadata, Path file) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            OnnxGraph graph = EncoderGraph.of(encoder, metadata, options.numbers(), options.opset());
            String version =
                    Objects.requireNonNullElse(OnnxExport.class.getPackage().getImplementationVersion(), "development");
            OnnxFile written = new OnnxFile(graph, metadata.toMap(), version, options.opset());
            boolean external = options.weights() == ExportOptions.Weights.EXTERNAL
                    || written.weightBytes() > OnnxFile.MAX_INLINE_BYTES;
            if (external) {
                written.write(file, ExportFolder.data(file));
            } else {
                written.write(file);
            }
            return external;
        }
    }

    private String tooDifferent(Difference difference) {
        return options.numbers() == ExportOptions.Numbers.FP32
                ? String.format(
                        Locale.ROOT,
                        "the export failed: the outputs of ONNX Runtime differ from the encoder's by up to %.2g, and at"
                                + " most %.1e is allowed%s",
                        difference.largest(),
                        difference.maxFp32Difference(options.norm()),
                        options.norm() == EncoderMetadata.Norm.AFTER
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " (before the norm: %.0e of their root mean square, %.2g, if that is above 1)",
                                        Difference.MAX_FP32_DIFFERENCE,
                                        difference.rms()))
                : String.format(
                        Locale.ROOT,
                        "the export failed: in %s the cosine distance to the encoder's outputs is up to"
                                + " %.2g, and at most %.0e is allowed; export in fp32",
                        options.numbers() == ExportOptions.Numbers.FP16 ? "half precision" : "8 bits",
                        difference.cosineDistance(),
                        options.numbers() == ExportOptions.Numbers.FP16
                                ? Difference.MAX_FP16_COSINE_DISTANCE
                                : Difference.MAX_INT8_COSINE_DISTANCE);
    }
}
