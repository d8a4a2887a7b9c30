package dev.pixio.downstream.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.io.OneLine;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Distillation by the training loop: students agree more and more with their teacher, and a resumed run is the same. */
class DistillationRunTest {

    private static final PixioConfig TEACHER = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(48, 3, 3, 4, 2, 0),
            new DecoderConfig(16, 1, 1, 4),
            DistillationPlan.mask(0.5),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    private static final int NEIGHBOURS = 5;

    @TempDir
    private static Path weights;

    private static Path teacher;

    @TempDir
    private Path folder;

    @BeforeAll
    static void saveTeacher() throws IOException {
        teacher = weights.resolve("teacher.safetensors");
        ModelFile.save(teacher, new Pixio(TEACHER, 5), Map.of());
    }

    private static DistillationPlan plan(String students, int steps, double maskRatio) {
        MachinePlan machine =
                MachinePlan.AUTO.withDevice("cpu").withPrecision("fp32").withMicroBatch(12);
        return new DistillationPlan(
                DistillationPlan.RECIPE,
                teacher.toString(),
                students,
                32,
                32,
                0.1,
                maskRatio,
                Recipe.FIRST.data(),
                16,
                new OptimizerPlan(3e-3, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, 0),
                new SchedulePlan(LearningRate.Shape.COSINE, 0.1, 1000, steps),
                FreezePlan.NONE,
                machine,
                SavingPlan.everySteps(1000, 3),
                GuardPlan.STOP,
                3);
    }

    private static ImageSource images() {
        return new SceneSource(1, 96, 40);
    }

    private static Distillation distillation(DistillationPlan plan, ImageSource images) throws IOException {
        Encoder encoder = ModelFile.open(teacher).loadEncoder();
        return new Distillation(plan, images, encoder, TEACHER);
    }

    private Path run(String name, DistillationPlan plan, TrainingListener listener) throws Exception {
        Path run = folder.resolve(name);
        try (ImageSource images = images()) {
            Distillation objective = distillation(plan, images);
            TrainingResult result = new Trainer(objective, RunFolder.create(run, RunFolder.Existing.REFUSE))
                    .listen(listener)
                    .run();
            objective.saveStudents(new RunFolder(run).students(), Map.of());
            assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        }
        return run;
    }

    @Test
    void studentsAgreeMoreWithTheirTeacherAfterTraining() throws Exception {
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                losses.add(metrics.loss());
            }
        };

        Path run = run("two", plan("32x2x2,16x1x1", 120, 0), listener);
        Path untrained = folder.resolve("untrained");
        try (ImageSource images = images()) {
            distillation(plan("32x2x2,16x1x1", 120, 0), images).saveStudents(untrained, Map.of());
        }

        assertThat(mean(losses.subList(110, 120))).isLessThan(0.6 * losses.get(0));
        for (String student : List.of("32x2x2", "16x1x1")) {
            double before = agreement(untrained.resolve(student + ".safetensors"));
            double after = agreement(run.resolve("students").resolve(student + ".safetensors"));
            assertThat(after).as(student + ", " + before + " before").isGreaterThan(before + 0.04);
        }
    }

    @Test
    void aRunWithOneStudentIsAnEncoder() throws Exception {
        Path run = run("one", plan("32x2x2", 4, 0.5), new TrainingListener() {});

        try (ImageEncoder encoder = ImageEncoder.load(run)) {
            assertThat(encoder.dimension()).isEqualTo(32);
        }
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> alone =
                    Safetensors.read(run.resolve("students/32x2x2.safetensors")).tensors();
            ModelFile.open(run)
                    .weights()
                    .forEach((name, tensor) -> assertThat(Tensors.toFloats(tensor))
                            .as(OneLine.of(name))
                            .isEqualTo(Tensors.toFloats(Objects.requireNonNull(alone.get(name)))));
        }
    }

    @Test
    void aResumedRunEndsWithTheSameWeights() throws Exception {
        Path whole = run("whole", plan("32x2x2", 6, 0.5), new TrainingListener() {});
        Path path = folder.resolve("stopped");
        DistillationPlan plan = plan("32x2x2", 6, 0.5);
        try (ImageSource images = images()) {
            Trainer trainer =
                    new Trainer(distillation(plan, images), RunFolder.create(path, RunFolder.Existing.REFUSE));
            trainer.listen(new TrainingListener() {
                        @Override
                        public void onStep(StepMetrics metrics) {
                            if (metrics.step() == 3) {
                                trainer.stop();
                            }
                        }
                    })
                    .run();
        }
        try (ImageSource images = images()) {
            ResumePoint point = ResumePoint.of(RunFolder.open(path), plan, images);
            Distillation objective = distillation(plan, images);
            objective.load(point.checkpoint().orElseThrow().model());
            Trainer.resume(point, objective).run();
        }

        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> expected = ModelFile.open(whole).weights();
            Map<String, Tensor> found = ModelFile.open(path).weights();
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, tensor) -> assertThat(Tensors.toFloats(Objects.requireNonNull(found.get(name))))
                    .as(OneLine.of(name))
                    .isEqualTo(Tensors.toFloats(tensor)));
        }
    }

    @Test
    void aRunIsNotResumedWithAnotherTeacher() throws Exception {
        Path run = run("taught", plan("32x2x2", 1, 0), new TrainingListener() {});
        Path model = new RunFolder(run).checkpoints().latest().orElseThrow().model();

        try (ImageSource images = images();
                Pixio other = new Pixio(TEACHER, 6)) {
            Distillation changed = new Distillation(plan("32x2x2", 1, 0), images, other.encoder(), TEACHER);

            assertThatThrownBy(() -> changed.load(model))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("the teacher has changed");
        }
    }

    @Test
    void settingsWithoutEffectAreRefused() {
        DistillationPlan plan = plan("32x2x2", 1, 0);

        assertThatThrownBy(() -> plan.withMachine(plan.machine().withMicroBatch(MachinePlan.FASTEST)))
                .hasMessageContaining("micro-batch must be a number");
        assertThatThrownBy(() -> plan.with(
                        plan.common()
                                .freeze(new FreezePlan(FreezePlan.NEVER, 1))
                                .build(),
                        32,
                        32,
                        0,
                        0))
                .hasMessageContaining("a distillation trains whole students");
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** Of the nearest images of an image by the teacher's features, the share that is also among the student's. */
    private static double agreement(Path student) throws Exception {
        List<List<Integer>> expected = neighbours(features(teacher));
        List<List<Integer>> found = neighbours(features(student));
        int same = 0;
        for (int image = 0; image < expected.size(); image++) {
            same += (int) found.get(image).stream()
                    .filter(expected.get(image)::contains)
                    .count();
        }
        return (double) same / (NEIGHBOURS * expected.size());
    }

    private static List<float[]> features(Path path) throws Exception {
        List<float[]> features = new ArrayList<>();
        try (ImageEncoder encoder =
                        ImageEncoder.load(path, EncoderSettings.defaults().withPrecision("fp32"));
                ImageSource test = new SceneSource(9, 64, 32)) {
            encoder.embedAll(test, LoaderOptions.embedding(16), (index, values) -> features.add(values));
        }
        return features;
    }

    private static List<List<Integer>> neighbours(List<float[]> features) {
        return IntStream.range(0, features.size())
                .mapToObj(image -> IntStream.range(0, features.size())
                        .filter(other -> other != image)
                        .boxed()
                        .sorted(Comparator.comparingDouble(other -> -cosine(features.get(image), features.get(other))))
                        .limit(NEIGHBOURS)
                        .toList())
                .toList();
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            product += a[i] * b[i];
            first += a[i] * a[i];
            second += b[i] * b[i];
        }
        return product / Math.sqrt(first * second);
    }
}
