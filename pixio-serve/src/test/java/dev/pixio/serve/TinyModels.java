package dev.pixio.serve;

import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.model.HeadSpec;
import dev.pixio.downstream.model.TaskInput;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.embed.Pooling;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;

/** Weights small enough for tests, with random values: images of 48 x 48 in patches of 8, features of 192 numbers. */
public final class TinyModels {

    private static final PixioConfig SHAPE =
            TrainingPlan.recipe("first").build().model();

    private TinyModels() {}

    /** An encoder in a folder. */
    public static Path encoder(Path folder) throws IOException {
        Path file = folder.resolve("encoder.safetensors");
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(file, new Pixio(SHAPE, 3), Map.of());
        }
        return file;
    }

    static Path classifier(Path folder) throws IOException {
        return withHead(
                folder,
                new TaskSpec(
                        new Classification(List.of("cat", "dog, wild", "bird")),
                        new HeadSpec.Pooled(Pooling.CLASS_MEAN),
                        new TaskInput.Frame(Framing.crop(48, 48))));
    }

    static Path segmenter(Path folder) throws IOException {
        return withHead(folder, pixels(new Segmentation(List.of("ground", "sky", "thing"))));
    }

    static Path depthEstimator(Path folder) throws IOException {
        return withHead(folder, pixels(new DepthEstimation(new DepthRange(0.001, 10))));
    }

    private static TaskSpec pixels(Task task) {
        return new TaskSpec(
                task,
                new HeadSpec.Dense(HeadKind.LINEAR, DptShape.ofWidth(8)),
                new TaskInput.Windows(new SlidingWindow(ImageSize.square(48), ImageSize.square(32))));
    }

    private static Path withHead(Path folder, TaskSpec spec) throws IOException {
        Path file = folder.resolve(spec.task().id() + ".safetensors");
        try (PointerScope scope = new PointerScope()) {
            TaskModel.withNewHead(SHAPE, spec, new Pixio(SHAPE, 3).encoder(), new Initialization(4))
                    .write(file, Map.of());
        }
        return file;
    }
}
