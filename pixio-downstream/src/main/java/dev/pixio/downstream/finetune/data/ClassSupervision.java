package dev.pixio.downstream.finetune.data;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.downstream.finetune.augment.RandAugment;
import dev.pixio.downstream.finetune.augment.RandAugmentViews;
import dev.pixio.downstream.finetune.augment.RandomErasing;
import dev.pixio.downstream.finetune.plan.AugmentPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.MixingPlan;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.DataPlan;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Images with a class each. Neighbours in a batch, the first and the second, the third and the fourth and so on, are mixed with each
 * other; a single last one is not mixed. The draw is that of the batch, for any micro-batch.
 */
public final class ClassSupervision implements Supervision {

    private final LabelledSource images;
    private final FineTuningPlan plan;
    private final ImageSize size;
    private final SoftLabels labels;
    private final Optional<float[]> weights; // [K]
    private final ImageInput input;
    private final Normalize normalize;

    /**
     * Images of classes.
     *
     * @param images to train on
     * @param plan mixing, augmentation, and the seed
     * @param size of the views
     * @param weights one for each class; empty if all are 1
     * @param input which channels and which scale images have
     * @throws IllegalArgumentException if RandAugment is planned for images that are not 8-bit RGB
     */
    public ClassSupervision(
            LabelledSource images, FineTuningPlan plan, ImageSize size, Optional<float[]> weights, ImageInput input) {
        plan.augment().requireFits(input);
        this.images = images;
        this.plan = plan;
        this.size = size;
        this.labels = new SoftLabels(images.classes().size(), plan.mixing().labelSmoothing());
        this.weights = weights;
        this.input = input;
        this.normalize = Normalize.of(input);
    }

    @Override
    public ImageSource images() {
        return images;
    }

    @Override
    public Optional<ClassesPerBatch> classesPerBatch() {
        return ClassesPerBatch.of(images, plan.batchSize(), plan.seed());
    }

    @Override
    public ViewReader views() {
        DataPlan data = plan.data();
        ViewReader views = ViewReader.of(
                images,
                Augmentation.pretraining(
                        size.height(), size.width(), data.minScale(), data.maxScale(), data.flip(), input),
                data.jpegScaling());
        AugmentPlan augment = plan.augment();
        return augment.usesRandAugment()
                ? new RandAugmentViews(
                        views, new RandAugment(augment.magnitude(), augment.deviation(), augment.operations()))
                : views;
    }

    @Override
    public Example example(Batch batch, Tensor pixels, int from, int end) {
        MixingPlan mixing = plan.mixing();
        Mix mix = Mix.draw(
                mixing,
                size.height(),
                size.width(),
                RandomStream.of(plan.seed(), "mixing", batch.epoch(), batch.indexInEpoch()));
        int[] numbers = IntStream.range(from, end).toArray();
        int[] partners =
                IntStream.of(numbers).map(image -> partner(image, batch.size())).toArray();
        Tensor own = erased(normalize.apply(pixels.narrow(0, from, numbers.length)), batch, numbers); // [n, C, H, W]
        Tensor inputs = mix instanceof Mix.Unmixed
                ? own
                : mix.apply(own, erased(normalized(pixels, partners), batch, partners));
        int[] classes =
                IntStream.of(numbers).map(image -> classOf(batch, image)).toArray();
        int[] others =
                IntStream.of(partners).map(image -> classOf(batch, image)).toArray();
        return new Example(inputs, Tensors.to(labels.of(classes, others, mix.share()), pixels.device()));
    }

    /** Random erasing, which depends on the place of an image in the epoch: a partner has lost the same part as in its own row. */
    private Tensor erased(Tensor normalized, Batch batch, int... numbers) {
        if (plan.augment().erasing() > 0) {
            RandomErasing erasing = new RandomErasing(plan.augment().erasing());
            for (int i = 0; i < numbers.length; i++) {
                erasing.apply(
                        normalized.select(0, i),
                        RandomStream.of(plan.seed(), "erasing", batch.epoch(), batch.index(numbers[i])));
            }
        }
        return normalized;
    }

    private Tensor normalized(Tensor pixels, int... images) {
        long[] index = IntStream.of(images).asLongStream().toArray();
        return normalize.apply(
                torch.index_select(pixels, 0, Tensors.to(Tensors.of(index, index.length), pixels.device())));
    }

    /** The other one of a pair; itself if it is single. */
    static int partner(int image, int images) {
        int other = image ^ 1;
        return other < images ? other : image;
    }

    private int classOf(Batch batch, int image) {
        return images.classOf(batch.sample(image));
    }

    @Override
    public Tensor loss(Tensor scores, Tensor targets) {
        return SoftLabels.crossEntropy(
                scores,
                targets,
                weights.map(numbers -> Tensors.to(Tensors.of(numbers, numbers.length), scores.device())));
    }
}
