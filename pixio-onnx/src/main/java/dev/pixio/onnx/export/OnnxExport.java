package dev.pixio.onnx.export;

import dev.pixio.image.RgbImage;
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
 * Writes an encoder as an ONNX file, for one size of images and any number of them at once. A file gets its name only after
 * ONNX Runtime gave the encoder's own numbers with it.
 *
 * @param height of the images in pixels, a multiple of the patch's side
 * @param width of the images in pixels, a multiple of the patch's side
 * @param options how it is written
 */
public record OnnxExport(int height, int width, ExportOptions options) {

    /** Of the size that the encoder was trained with, in the usual way. */
    public static OnnxExport of(Encoder encoder) {
        return new OnnxExport(encoder.grid().height(), encoder.grid().width(), ExportOptions.defaults());
    }

    /**
     * Writes and checks a file.
     *
     * @param encoder left as it is
     * @param file such as {@code model.onnx}; weights that lie beside it get {@code .data} behind that name
     * @param provenance where the encoder comes from, by free names
     * @param images to check with, besides noise; left open, and asked for one after the other once all else is in order
     * @throws ExportException if the file is there and must not be replaced, or its numbers are not the encoder's
     * @throws IllegalArgumentException if the encoder cannot take images of this size, or has no such block
     */
    public ExportReport write(Encoder encoder, Path file, Map<String, String> provenance, Iterable<RgbImage> images)
            throws IOException {
        EncoderMetadata metadata = metadata(encoder, provenance);
        Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file.toAbsolutePath());
        refuseExisting(file);
        if (!Files.isDirectory(folder)) {
            throw new ExportException("there is no folder " + folder + " to write " + file.getFileName() + " into");
        }
        // In a folder of its own the files have their names already: the graph holds that of its data.
        try (ExportFolder beside = ExportFolder.in(folder)) {
            Path made = beside.resolve(file.getFileName());
            boolean external = write(encoder, metadata, made);
            Difference difference = new ExportCheck(encoder).of(made, images);
            if (!difference.isSmallEnough(options.numbers(), options.norm())) {
                throw new ExportException(tooDifferent(difference));
            }
            long bytes = Files.size(made) + (external ? Files.size(ExportFolder.data(made)) : 0);
            ExportFolder.move(made, file, external);
            return new ExportReport(
                    file,
                    external ? Optional.of(ExportFolder.data(file)) : Optional.empty(),
                    bytes,
                    OnnxFile.OPSET,
                    metadata,
                    difference);
        }
    }

    private EncoderMetadata metadata(Encoder encoder, Map<String, String> provenance) {
        PatchGrid grid = new PatchGrid(height, width, 3, encoder.grid().patchSize());
        if (encoder.grid().channels() != grid.channels()) {
            throw new IllegalArgumentException("an encoder of images with "
                    + encoder.grid().channels() + " channels cannot be exported; only red, green and blue can");
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
                options.scale(),
                options.fit(),
                provenance);
    }

    private void refuseExisting(Path file) throws ExportException {
        for (Path path : List.of(file, ExportFolder.data(file))) {
            if (Files.isDirectory(path)) {
                throw new ExportException(path + " is a folder; name the file to write");
            }
            if (options.existing() == ExportOptions.Existing.REFUSE && Files.exists(path)) {
                throw new ExportException(path + " is there already; choose another name, or replace it (--overwrite)");
            }
        }
    }

    /** Whether the weights went into a second file. */
    private boolean write(Encoder encoder, EncoderMetadata metadata, Path file) throws IOException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            OnnxGraph graph = EncoderGraph.of(encoder, metadata, options.numbers().type());
            String version =
                    Objects.requireNonNullElse(OnnxExport.class.getPackage().getImplementationVersion(), "development");
            OnnxFile written = new OnnxFile(graph, metadata.toMetadata(), version);
            boolean external =
                    options.weights() == ExportOptions.Weights.EXTERNAL || written.weightBytes() > OnnxFile.MAX_INLINE_BYTES;
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
                        "the export was given up: ONNX Runtime's numbers differ from the encoder's by up to %.2g, and at"
                                + " most %.1e is allowed%s",
                        difference.largest(),
                        difference.maxFp32Difference(options.norm()),
                        options.norm() == EncoderMetadata.Norm.AFTER
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        " (before the norm: %.0e of their size, %.2g, if that is above 1)",
                                        Difference.MAX_FP32_DIFFERENCE,
                                        difference.rms()))
                : String.format(
                        Locale.ROOT,
                        "the export was given up: in half precision the cosine distance to the encoder's numbers is up to"
                                + " %.2g, and at most %.0e is allowed; export in fp32",
                        difference.cosineDistance(),
                        Difference.MAX_FP16_COSINE_DISTANCE);
    }
}
