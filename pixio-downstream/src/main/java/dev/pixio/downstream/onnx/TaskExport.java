package dev.pixio.downstream.onnx;

import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.onnx.export.EncoderTokens;
import dev.pixio.onnx.export.ExportException;
import dev.pixio.onnx.export.ExportFolder;
import dev.pixio.onnx.graph.OnnxFile;
import dev.pixio.onnx.runtime.OnnxTaskModel;
import dev.pixio.onnx.runtime.TaskMetadata;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Exports whole models as ONNX files, in single precision, for the input size of the model and any batch size. The graph includes the
 * head, its upsampling, and softmax or sigmoid. The file is moved to its destination only after ONNX Runtime has reproduced the model's
 * outputs with it.
 */
public final class TaskExport {

    /** The largest allowed difference of probabilities, and of depths as a share of the largest depth. */
    public static final double MAX_DIFFERENCE = 1e-4;

    private static final List<Integer> CHECKED_BATCHES = List.of(1, 2);

    private TaskExport() {}

    /**
     * What was written.
     *
     * @param data the file of the weights, if they are not in the graph's file; otherwise the file itself
     * @param bytes size of all
     * @param difference the largest between the outputs of ONNX Runtime and the model's; of depth as a share of the largest depth
     */
    public record Report(Path file, Path data, long bytes, TaskMetadata metadata, double difference) {}

    /**
     * Writes and checks a file. A file that exists is replaced.
     *
     * @param model on the CPU; it is not changed
     * @param file such as {@code model.onnx}
     * @param version of Pixio
     * @throws ExportException if the outputs are not the model's
     */
    public static Report write(TaskModel model, Path file, String version) throws IOException {
        TaskMetadata metadata = metadata(model.spec());
        OutputFile.createFolderOf(file);
        try (ExportFolder staging = ExportFolder.beside(file)) {
            Path temporary = staging.resolve(Objects.requireNonNull(file.getFileName()));
            boolean external;
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                EncoderTokens tokens = EncoderTokens.of(
                        model.encoder(), metadata.height(), metadata.width(), model.blocks(), metadata.input());
                HeadGraph.add(model, tokens);
                OnnxFile written = new OnnxFile(tokens.graph(), metadata.toMap(), version);
                external = written.weightBytes() > OnnxFile.MAX_INLINE_BYTES;
                if (external) {
                    written.write(temporary, ExportFolder.data(temporary));
                } else {
                    written.write(temporary);
                }
            }
            double difference = difference(model, temporary, metadata);
            if (!(difference <= MAX_DIFFERENCE)) {
                throw new ExportException(String.format(
                        Locale.ROOT,
                        "the export failed: the outputs of ONNX Runtime differ from the model's by up to %.2g, and at"
                                + " most %.1e is allowed",
                        difference,
                        MAX_DIFFERENCE));
            }
            long bytes = Files.size(temporary) + (external ? Files.size(ExportFolder.data(temporary)) : 0);
            ExportFolder.move(temporary, file, external);
            return new Report(file, external ? ExportFolder.data(file) : file, bytes, metadata, difference);
        }
    }

    private static TaskMetadata metadata(TaskSpec spec) {
        TaskMetadata.Task task;
        List<String> classes;
        if (spec.task() instanceof Classification classification) {
            task = TaskMetadata.Task.CLASSIFICATION;
            classes = classification.classes();
        } else if (spec.task() instanceof Segmentation segmentation) {
            task = TaskMetadata.Task.SEGMENTATION;
            classes = segmentation.classes();
        } else {
            task = TaskMetadata.Task.DEPTH;
            classes = List.of();
        }
        TaskInput input = spec.input();
        return new TaskMetadata(
                task,
                input.height(),
                input.width(),
                input instanceof TaskInput.Windows windows
                        ? windows.window().stride()
                        : ImageSize.square(Math.min(input.height(), input.width())),
                classes,
                spec.images(),
                input instanceof TaskInput.Frame frame ? frame.framing().fit() : Framing.Fit.CROP,
                input instanceof TaskInput.Frame frame ? frame.framing().margin() : 1);
    }

    /** The largest difference for Gaussian noise of the magnitude of normalised pixels; NaN if an output is. */
    private static double difference(TaskModel model, Path file, TaskMetadata metadata) throws IOException {
        double unit = model.spec().task() instanceof DepthEstimation depth
                ? depth.range().max()
                : 1;
        double largest = 0;
        try (OnnxTaskModel exported = OnnxTaskModel.load(file)) {
            for (int batch : CHECKED_BATCHES) {
                Random random = new Random(batch);
                float[] pixels = new float[batch * metadata.channels() * metadata.height() * metadata.width()];
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = (float) random.nextGaussian();
                }
                float[] expected = estimates(model, pixels, batch);
                float[] found = exported.estimates(FloatBuffer.wrap(pixels), batch);
                for (int i = 0; i < Math.max(expected.length, found.length); i++) {
                    largest = Math.max(largest, Math.abs(expected[i] - found[i]) / unit);
                }
            }
        }
        return largest;
    }

    private static float[] estimates(TaskModel model, float[] pixels, int batch) {
        int height = model.spec().input().height();
        int width = model.spec().input().width();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor images = Tensors.of(pixels, batch, model.config().grid().channels(), height, width);
            List<Features> features = model.blocks().stream()
                    .map(block -> model.encoder().features(images, block, FinalNorm.AFTER))
                    .toList();
            Tensor scores = model.scores(features, height, width, Phase.INFERENCE);
            return Tensors.toFloats(
                    model.spec().task() instanceof DenseTask dense ? dense.estimate(scores) : scores.softmax(1));
        }
    }
}
