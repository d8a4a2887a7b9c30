package dev.pixio.downstream.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.finetune.data.DenseSubset;
import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.finetune.plan.ValidationPlan;
import dev.pixio.downstream.finetune.validate.ClassValidator;
import dev.pixio.downstream.finetune.validate.DenseValidator;
import dev.pixio.downstream.finetune.validate.Validator;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a validation, or whose classes are counted, that cannot be read are left out, up to a limit. */
class UnreadableHeldOutImagesTest {

    private static final int SAMPLES = 40;

    @TempDir
    private Path temporary;

    private ModelFile encoder;

    @BeforeEach
    void saveEncoder() throws IOException {
        encoder = TinyFineTuning.encoder(temporary);
    }

    /** Samples of which some cannot be read. */
    private record Damaged(DenseSource samples, Set<Integer> unreadable) implements DenseSource {

        @Override
        public int size() {
            return samples.size();
        }

        @Override
        public String name(int index) {
            return samples.name(index);
        }

        @Override
        public DenseSample read(int index) throws IOException {
            if (unreadable.contains(index)) {
                throw new IOException(name(index) + ": damaged");
            }
            return samples.read(index);
        }

        @Override
        public Damaged withInput(ImageInput input) {
            return new Damaged(samples.withInput(input), unreadable);
        }

        @Override
        public String description() {
            return samples.description();
        }

        @Override
        public String fingerprint() {
            return samples.fingerprint();
        }
    }

    /** Images of which some cannot be read. */
    private record DamagedImages(LabelledSource images, Set<Long> unreadable) implements LabelledSource {

        @Override
        public long size() {
            return images.size();
        }

        @Override
        public RgbImage read(long index) throws ImageReadException {
            if (unreadable.contains(index)) {
                throw new ImageReadException("damaged");
            }
            return images.read(index);
        }

        @Override
        public String name(long index) {
            return images.name(index);
        }

        @Override
        public List<String> classes() {
            return images.classes();
        }

        @Override
        public int classOf(long index) {
            return images.classOf(index);
        }

        @Override
        public String description() {
            return images.description();
        }

        @Override
        public void close() {
            images.close();
        }
    }

    private static FineTuningPlan plan(TaskKind task, double limit, String weights) {
        FineTuningPlan plan = TinyFineTuning.plan(task, FreezePlan.NONE, new ValidationPlan(0.5, 0));
        DataPlan data = plan.data();
        AdaptationPlan adaptation = plan.adaptation();
        return new FineTuningPlanBuilder(plan)
                .data(new DataPlan(
                        data.source(),
                        data.scenes(),
                        data.minScale(),
                        data.maxScale(),
                        data.flip(),
                        limit,
                        data.jpegScaling()))
                .adaptation(adaptation.withClassWeights(weights))
                .build();
    }

    private static FineTuningData dense(FineTuningPlan plan, Set<Integer> unreadable) throws IOException {
        Segmentation task = SceneSamples.SEGMENTATION;
        SceneSamples samples = new SceneSamples(new SceneSource(1, SAMPLES, TinyFineTuning.SIDE), task);
        return FineTuningData.ofPixels(
                plan,
                new DenseData(task, new Damaged(samples, unreadable), samples, List.of()),
                ImageSize.square(TinyFineTuning.SIDE),
                ImageInput.RGB);
    }

    private TaskModel model(FineTuningPlan plan, FineTuningData data) throws IOException {
        return FineTunedModels.create(plan, encoder, data.task(), data.windows())
                .model();
    }

    private static int[] heldOut(FineTuningData data) {
        return ((DenseSubset) ((DenseValidator) data.validation().orElseThrow()).samples()).samples();
    }

    @Test
    void anUnreadableSampleIsLeftOutOfAValidation() throws Exception {
        FineTuningPlan plan = plan(TaskKind.SEGMENTATION, 0.1, "none");
        FineTuningData readable = dense(plan, Set.of());
        int[] all = heldOut(readable);
        FineTuningData damaged = dense(plan, Set.of(all[2]));
        int[] others = IntStream.of(all).filter(each -> each != all[2]).toArray();
        DenseValidator whole = (DenseValidator) readable.validation().orElseThrow();
        Validator without = new DenseValidator(
                new DenseSubset(((DenseSubset) whole.samples()).whole(), others, "validation"), 1, whole.leftOut());
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = model(plan, damaged);
            double found = score(damaged, model);
            assertThat(found).isCloseTo(without.validate(model, Precision.FP32).score(), within(1e-6));
            assertThat(found).isNotEqualTo(score(readable, model));
            assertThat(score(damaged, model)).isEqualTo(found); // each validation is counted anew
        }
    }

    private static double score(FineTuningData data, TaskModel model) throws Exception {
        return data.validation().orElseThrow().validate(model, Precision.FP32).score();
    }

    @Test
    void tooManyUnreadableSamplesEndAValidation() throws Exception {
        FineTuningPlan plan = plan(TaskKind.SEGMENTATION, 0.1, "none");
        int[] all = heldOut(dense(plan, Set.of()));
        Set<Integer> three = Arrays.stream(all, 0, 3).boxed().collect(Collectors.toSet());
        FineTuningData damaged = dense(plan, three);
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = model(plan, damaged);
            assertThatThrownBy(() -> score(damaged, model))
                    .isInstanceOf(TooManyUnreadableException.class)
                    .hasMessageContaining("3 of 20 images could not be read (limit 10 %)")
                    .hasMessageContaining(": damaged");
        }
    }

    @Test
    void anUnreadableSampleIsNotCountedForClassWeights() throws Exception {
        FineTuningPlan plan = plan(TaskKind.SEGMENTATION, 0.1, "balanced");
        int[] all = heldOut(dense(plan, Set.of()));
        Set<Integer> trained = IntStream.range(0, SAMPLES)
                .filter(each -> Arrays.binarySearch(all, each) < 0)
                .boxed()
                .collect(Collectors.toSet());
        assertThat(dense(plan, Set.of(trained.iterator().next())).task()).isEqualTo(SceneSamples.SEGMENTATION);
        assertThatThrownBy(() -> dense(plan, trained)).isInstanceOf(TooManyUnreadableException.class);
    }

    /** An image in its place would count twice. */
    @Test
    void anUnreadableImageIsLeftOutOfAValidationOfClasses() throws Exception {
        FineTuningPlan plan = plan(TaskKind.CLASSIFICATION, 0.1, "none");
        SceneSource scenes = new SceneSource(1, SAMPLES, TinyFineTuning.SIDE);
        FineTuningData readable = FineTuningData.ofClasses(
                plan, scenes, Optional.empty(), ImageSize.square(TinyFineTuning.SIDE), ImageInput.RGB);
        ClassValidator whole = (ClassValidator) readable.validation().orElseThrow();
        int images = Math.toIntExact(whole.images().size());
        try (PointerScope scope = new PointerScope()) {
            TaskModel model = model(plan, readable);
            double all = correct(whole, Set.of(), model) * images;
            double without = correct(whole, Set.of(0L), model) * (images - 1);
            assertThat(all).isCloseTo(Math.rint(all), within(1e-6));
            assertThat(without).isCloseTo(Math.rint(without), within(1e-6));
            assertThat(all - without).isBetween(-1e-6, 1 + 1e-6);
            assertThatThrownBy(() -> correct(whole, Set.of(0L, 1L, 2L, 3L), model))
                    .isInstanceOf(TooManyUnreadableException.class);
        }
    }

    private static double correct(ClassValidator whole, Set<Long> unreadable, TaskModel model) throws Exception {
        return new ClassValidator(
                        new DamagedImages(whole.images(), unreadable), 4, whole.maxUnreadable(), whole.leftOut())
                .validate(model, Precision.FP32)
                .score();
    }
}
