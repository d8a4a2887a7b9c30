package dev.pixio.downstream.model;

import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
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
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.TrainingPlan;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/** Small models of each kind. */
public final class TaskModels {

    /** 6 blocks, patches of 8 pixels, images of 48. */
    public static final PixioConfig SHAPE = TrainingPlan.recipe("first").build().model();

    public static final Task CLASSES = new Classification(List.of("cat", "dog, wild", "bird"));
    public static final Task MASKS = new Segmentation(List.of("ground", "sky", "thing"));
    public static final Task DEPTH = new DepthEstimation(new DepthRange(0.001, 10));

    private TaskModels() {}

    /** The description of a model for images, or windows, of 48 pixels. */
    public static TaskSpec spec(Task task, HeadKind kind) {
        return task instanceof Classification
                ? new TaskSpec(task, new HeadSpec.Pooled(Pooling.CLASS_MEAN), new TaskInput.Frame(Framing.crop(48, 48)))
                : new TaskSpec(
                        task,
                        new HeadSpec.Dense(kind, DptShape.ofWidth(8)),
                        new TaskInput.Windows(new SlidingWindow(ImageSize.square(48), ImageSize.square(32))));
    }

    /** A model with random weights, whose scores differ between images; in the caller's scope. */
    public static TaskModel of(TaskSpec spec) {
        TaskModel model = TaskModel.withNewHead(SHAPE, spec, new Pixio(SHAPE, 3).encoder(), new Initialization(4));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.state(model.head().module()).forEach((name, tensor) -> {
                if (name.equals("classifier.weight") && tensor.dim() == 2) {
                    tensor.mul_(new Scalar(1e3)); // initial weights give almost equal scores
                } else if (name.endsWith("running_mean")) {
                    tensor.add_(new Scalar(0.25)); // as after training, for exports
                } else if (name.endsWith("running_var")) {
                    tensor.mul_(new Scalar(0.5));
                }
            });
        }
        return model;
    }
}
