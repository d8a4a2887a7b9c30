package dev.pixio.downstream.finetune.data;

import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Images with a true value for each pixel. The loss is that of the task, over the pixels of a micro-batch that count. */
public final class DenseSupervision implements Supervision {

    private static final int SUM = 2; // of libtorch's reductions

    private final DenseSource samples;
    private final DenseTask task;
    private final FineTuningPlan plan;
    private final ImageSize size;
    private final Optional<float[]> weights; // [K]
    private final ImageInput input;

    /**
     * Samples of a task.
     *
     * @param samples to train on, whose images are read for the input
     * @param plan augmentation
     * @param size of the crops
     * @param weights one for each class of a segmentation; empty if all are 1
     * @param input which channels and which scale images have
     */
    public DenseSupervision(
            DenseSource samples,
            DenseTask task,
            FineTuningPlan plan,
            ImageSize size,
            Optional<float[]> weights,
            ImageInput input) {
        this.samples = samples;
        this.task = task;
        this.plan = plan;
        this.size = size;
        this.weights = weights;
        this.input = input;
    }

    @Override
    public ImageSource images() {
        return new DenseImages(samples);
    }

    @Override
    public ViewReader views() {
        return new DenseViews(
                samples, size, plan.dense().augmentation(plan.data().flip()), task.unknown(), input);
    }

    @Override
    public Example example(Batch batch, Tensor pixels, int from, int end) {
        Tensor views = pixels.narrow(0, from, (long) end - from);
        return new Example(Normalize.of(input).apply(DenseViews.images(views)), task.targets(DenseViews.truth(views)));
    }

    @Override
    public Tensor loss(Tensor scores, Tensor targets) {
        Tensor numbers = scores.to(ScalarType.Float);
        if (weights.isEmpty()) {
            return task.loss(numbers, targets);
        }
        Tensor ofClasses = Tensors.to(Tensors.of(weights.get(), weights.get().length), scores.device());
        Tensor sum =
                torch.cross_entropy_loss(numbers, targets, new TensorOptional(ofClasses), SUM, Segmentation.IGNORED, 0);
        Tensor counted = targets.ne(new Scalar(Segmentation.IGNORED));
        Tensor total = torch.index_select(ofClasses, 0, targets.masked_select(counted))
                .sum()
                .clamp_min(new Scalar(Float.MIN_NORMAL)); // no pixel counts
        return sum.div(total);
    }
}
