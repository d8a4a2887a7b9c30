package dev.pixio.downstream.finetune;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.LabelledSubset;
import dev.pixio.data.StratifiedSplit;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.finetune.data.ClassSupervision;
import dev.pixio.downstream.finetune.data.DenseSubset;
import dev.pixio.downstream.finetune.data.DenseSupervision;
import dev.pixio.downstream.finetune.data.LeftOutImages;
import dev.pixio.downstream.finetune.data.Supervision;
import dev.pixio.downstream.finetune.plan.ClassWeights;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.validate.ClassValidator;
import dev.pixio.downstream.finetune.validate.DenseValidator;
import dev.pixio.downstream.finetune.validate.Validator;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.task.Classification;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that a fine-tuning reads.
 *
 * @param task with the classes of the data
 * @param windows of predictions for each pixel; of no meaning for classification
 * @param supervision the images that are trained on
 * @param validation on images that are held out from these, if the plan has one
 * @param test on other images, if there are any
 */
public record FineTuningData(
        Task task,
        SlidingWindow windows,
        Supervision supervision,
        Optional<Validator> validation,
        Optional<Validator> test) {

    private static final String PURPOSE = "validation";
    private static final String TEST = "test";

    private static final int BATCH = 64;
    private static final int THREADS = 2;

    /** Samples whose pixels are counted for balanced class weights. */
    private static final int COUNTED = 1000;

    /**
     * Images with a class each.
     *
     * @param size of the model's input
     * @param input which channels and which scale its images have
     * @throws IllegalArgumentException if there are class weights for another number of classes, or the augmentation is not for such
     *     images
     * @throws IOException if no image can be held out
     */
    public static FineTuningData ofClasses(
            FineTuningPlan plan, LabelledSource images, Optional<LabelledSource> test, ImageSize size, ImageInput input)
            throws IOException {
        if (test.isPresent() && !test.get().classes().equals(images.classes())) {
            throw new IllegalArgumentException("the classes of " + test.get().description() + " are not those of "
                    + images.description() + "; both need the same classes");
        }
        LabelledSource trained = images;
        Optional<Validator> validation = Optional.empty();
        if (plan.validation().holdsOut()) {
            StratifiedSplit split =
                    StratifiedSplit.of(images.labels(), plan.validation().share(), plan.seed(), PURPOSE);
            if (split.heldOut().length == 0) {
                throw new IOException("no image can be held out for validation from " + images.description()
                        + ": a class needs at least two; add images, or use --validation-share 0");
            }
            trained = subset(images, split.kept(), "training");
            validation = Optional.of(validator(plan, subset(images, split.heldOut(), PURPOSE), PURPOSE));
        }
        LabelledSource counted = trained;
        int classes = images.classes().size();
        Optional<float[]> weights = ClassWeights.parse(plan.adaptation().classWeights())
                .of(classes, () -> {
                    long[] counts = new long[classes];
                    for (int label : counted.labels()) {
                        counts[label]++;
                    }
                    return counts;
                });
        return new FineTuningData(
                new Classification(images.classes()),
                SlidingWindow.of(size),
                new ClassSupervision(trained, plan, size, weights, input),
                validation,
                test.map(other -> validator(plan, other, TEST)));
    }

    private static Validator validator(FineTuningPlan plan, LabelledSource images, String use) {
        return new ClassValidator(images, BATCH, plan.data().maxUnreadable(), leftOut(plan, images.size(), use));
    }

    private static Validator validator(FineTuningPlan plan, DenseSource samples, String use) {
        return new DenseValidator(samples, THREADS, leftOut(plan, samples.size(), use));
    }

    private static LeftOutImages leftOut(FineTuningPlan plan, long images, String use) {
        return new LeftOutImages(new UnreadableLimit(plan.data().maxUnreadable(), images), use);
    }

    private static LabelledSource subset(LabelledSource whole, int[] indices, String use) {
        return new LabelledSubset(
                whole,
                indices,
                String.format(Locale.ROOT, "%,d of %s, for %s", indices.length, whole.description(), use));
    }

    /**
     * Images with a true value for each pixel.
     *
     * @param size of the model's input
     * @param input which channels and which scale its images have
     * @throws IllegalArgumentException if there are class weights for another number of classes, or the images cannot have the channels
     * @throws IOException if no sample can be held out, or too many samples that are counted for class weights cannot be read
     */
    public static FineTuningData ofPixels(FineTuningPlan plan, DenseData given, ImageSize size, ImageInput input)
            throws IOException {
        DenseData data = given.withInput(input);
        DenseSource trained = data.train();
        Optional<Validator> validation = Optional.empty();
        if (plan.validation().holdsOut()) {
            int all = trained.size();
            int held = (int) Math.max(1, Math.round(plan.validation().share() * all));
            if (held >= all) {
                throw new IOException("no sample can be held out for validation from " + trained.description()
                        + "; add samples, or use --validation-share 0");
            }
            int[] order = IntStream.range(0, all)
                    .boxed()
                    .sorted(Comparator.comparingLong(index ->
                            RandomStream.of(plan.seed(), PURPOSE, index).nextLong()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            validation = Optional.of(validator(
                    plan,
                    new DenseSubset(
                            trained, IntStream.of(order).limit(held).sorted().toArray(), PURPOSE),
                    PURPOSE));
            trained = new DenseSubset(
                    trained, IntStream.of(order).skip(held).sorted().toArray(), "training");
        }
        DenseSource counted = trained;
        Optional<float[]> weights = data.task() instanceof Segmentation segmentation
                ? ClassWeights.parse(plan.adaptation().classWeights())
                        .of(segmentation.outputs(), () -> pixels(plan, counted, segmentation.outputs()))
                : Optional.empty();
        return new FineTuningData(
                data.task(),
                data.train() instanceof SceneSamples ? SlidingWindow.adjoining(size) : SlidingWindow.of(size),
                new DenseSupervision(trained, data.task(), plan, size, weights, input),
                validation,
                Optional.of(validator(plan, data.test(), TEST)));
    }

    /** The number of pixels of each class, in at most {@value #COUNTED} samples, evenly spread. */
    private static long[] pixels(FineTuningPlan plan, DenseSource samples, int classes) throws IOException {
        long[] counts = new long[classes];
        int step = (samples.size() + COUNTED - 1) / COUNTED;
        LeftOutImages leftOut = leftOut(plan, (samples.size() + step - 1) / step, "class weights");
        for (int i = 0; i < samples.size(); i += step) {
            try (DenseSample sample = samples.read(i)) {
                for (float label : sample.truth()) {
                    if (label != Segmentation.IGNORED) {
                        counts[(int) label]++;
                    }
                }
            } catch (IOException e) {
                leftOut.add(i, samples.name(i), e);
            }
        }
        return counts;
    }
}
