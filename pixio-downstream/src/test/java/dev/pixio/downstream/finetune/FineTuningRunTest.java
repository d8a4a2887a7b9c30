package dev.pixio.downstream.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.finetune.plan.ValidationPlan;
import dev.pixio.downstream.finetune.validate.Validation;
import dev.pixio.downstream.finetune.validate.ValidationFile;
import dev.pixio.downstream.finetune.validate.ValidationListener;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.torch.Tensors;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.ModelLocation;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FineTuningRunTest {

    private static final ValidationPlan NO_VALIDATION = new ValidationPlan(0, 0);

    @TempDir
    private Path temporary;

    private ModelFile encoder;

    @BeforeEach
    void saveEncoder() throws IOException {
        encoder = TinyFineTuning.encoder(temporary);
    }

    private RunFolder folder(String name) throws IOException {
        return RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
    }

    private Trainer trainer(FineTuningPlan plan, RunFolder folder) throws IOException {
        return new Trainer(TinyFineTuning.create(plan, TinyFineTuning.data(plan), encoder), folder);
    }

    private static Map<String, byte[]> bytes(Path file) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        Safetensors.read(file)
                .tensors()
                .forEach((name, tensor) ->
                        bytes.put(name, Tensors.toBytes(tensor.reshape(-1).view(ScalarType.Byte))));
        return bytes;
    }

    private static Tensor tensor(Path file, String name) throws IOException {
        return Objects.requireNonNull(Safetensors.read(file).tensors().get(name), name);
    }

    private static void killAfter(long step, Trainer trainer) {
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == step) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(trainer::run).hasMessage("killed");
    }

    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void aKilledRunEndsWithTheSameBits(TaskKind task) throws Exception {
        FineTuningPlan plan = TinyFineTuning.plan(task, FreezePlan.NONE, NO_VALIDATION);
        TrainingResult whole = trainer(plan, folder("whole")).run();
        RunFolder killed = folder("killed");
        killAfter(5, trainer(plan, killed));

        FineTuningData data = TinyFineTuning.data(plan);
        ResumePoint point = ResumePoint.of(killed, plan, data.supervision().images());
        TaskModel model = FineTunedModels.resumed(point.checkpoint().orElseThrow());
        TrainingResult resumed = Trainer.resume(point, new FineTuning(plan, model, data.supervision()))
                .run();

        assertThat(point.checkpoint().orElseThrow().step()).isEqualTo(4);
        for (String part : List.of("model.safetensors", "optimizer.safetensors")) {
            assertThat(bytes(resumed.checkpoint().folder().resolve(part)))
                    .as(part)
                    .containsExactlyEntriesOf(bytes(whole.checkpoint().folder().resolve(part)));
        }
    }

    @Test
    void averagedWeightsDifferFromTheTrainedOnesBesideThem() throws Exception {
        FineTuningPlan plan = TinyFineTuning.plan(TaskKind.CLASSIFICATION, FreezePlan.NONE, NO_VALIDATION);
        TrainingResult result = trainer(plan, folder("run")).run();
        Tensor average = tensor(result.checkpoint().model(), "head.classifier.weight");
        Tensor trained = tensor(result.checkpoint().optimizer(), "head.classifier.weight.trained");
        double largestAverage = average.abs().max().item_double();
        assertThat(largestAverage).isPositive().isLessThan(trained.abs().max().item_double());
    }

    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void aFrozenEncoderDoesNotChangeAndTheHeadDoes(TaskKind task) throws Exception {
        FineTuningPlan plan = TinyFineTuning.plan(task, new FreezePlan("1", 0), NO_VALIDATION);
        FineTuning tuning = TinyFineTuning.create(plan, TinyFineTuning.data(plan), encoder);
        Map<String, Tensor> before = new LinkedHashMap<>();
        Tensors.parameters(tuning.module())
                .forEach((name, tensor) -> before.put(name, tensor.detach().clone()));

        new Trainer(tuning, folder("run")).run();

        Tensors.parameters(tuning.module())
                .forEach((name, tensor) ->
                        assertThat(tensor.equal(before.get(name))).as(name).isEqualTo(name.startsWith("encoder.")));
    }

    @Test
    void lossDecreases() throws Exception {
        FineTuningPlan plan = TinyFineTuning.plan(TaskKind.SEGMENTATION, FreezePlan.NONE, NO_VALIDATION);
        TrainingResult result = trainer(plan, folder("run")).run();
        assertThat(result.lastLoss()).isLessThan(result.firstLoss());
    }

    @Test
    void aRunEndsWhenValidationGetsNoBetterAndKeepsItsBestCheckpoint() throws Exception {
        FineTuningPlan plan =
                TinyFineTuning.plan(TaskKind.CLASSIFICATION, FreezePlan.NONE, new ValidationPlan(0.25, 2));
        RunFolder folder = folder("run");
        Trainer trainer = trainer(plan, folder);
        Deque<Double> scores = new ArrayDeque<>(List.of(0.5, 0.4, 0.5, 0.1));
        List<Long> steps = new ArrayList<>();
        ValidationListener validation = new ValidationListener(
                (model, precision) -> new Validation(Map.of("accuracy", scores.pop())),
                plan.validation().patience(),
                trainer::finish,
                entry -> steps.add(entry.step()));

        TrainingResult result = trainer.listen(validation).run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.EARLY);
        assertThat(steps).startsWith(2L, 4L, 6L);
        assertThat(result.steps()).isBetween(6L, 7L);
        assertThat(folder.checkpoints().best().orElseThrow().step()).isEqualTo(2);
        assertThat(folder.checkpoints().latest().orElseThrow().step()).isEqualTo(result.steps());
        assertThat(ModelLocation.of(folder.path()))
                .isEqualTo(folder.checkpoints().at(2).model());
        assertThat(new ValidationFile(folder.validations()).read(4))
                .extracting(ValidationFile.Entry::step)
                .containsExactly(2L, 4L);
    }

    /** A checkpoint is written while its model is validated: the run was killed before the validation ended. */
    @Test
    void aCheckpointWhoseValidationIsMissingIsValidatedWhenItIsResumed() throws Exception {
        FineTuningPlan plan =
                TinyFineTuning.plan(TaskKind.CLASSIFICATION, FreezePlan.NONE, new ValidationPlan(0.25, 0));
        FineTuningData data = TinyFineTuning.data(plan);
        RunFolder folder = folder("run");
        Map<Long, Validation> whole = validated(new Trainer(TinyFineTuning.create(plan, data, encoder), folder), data);
        Path file = folder.validations();
        Files.writeString(file, String.join("\n", Files.readAllLines(file).subList(0, 3)) + "\n");

        ResumePoint point = ResumePoint.of(folder, plan, data.supervision().images());
        TaskModel model = FineTunedModels.resumed(point.checkpoint().orElseThrow());
        Map<Long, Validation> again =
                validated(Trainer.resume(point, new FineTuning(plan, model, data.supervision())), data);

        assertThat(again).isEqualTo(Map.of(8L, whole.get(8L)));
        assertThat(new ValidationFile(file).read(8)).hasSize(4);
    }

    @Test
    void aStopBetweenPlannedCheckpointsAddsNoValidation() throws Exception {
        FineTuningPlan plan =
                TinyFineTuning.plan(TaskKind.CLASSIFICATION, FreezePlan.NONE, new ValidationPlan(0.25, 0));
        FineTuningData data = TinyFineTuning.data(plan);
        validated(trainer(plan, folder("whole")), data);
        RunFolder folder = folder("stopped");
        Trainer trainer = trainer(plan, folder);
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == 5) {
                    trainer.stop();
                }
            }
        });
        validated(trainer, data);

        ResumePoint point = ResumePoint.of(folder, plan, data.supervision().images());
        TaskModel model = FineTunedModels.resumed(point.checkpoint().orElseThrow());
        validated(Trainer.resume(point, new FineTuning(plan, model, data.supervision())), data);

        assertThat(point.checkpoint().orElseThrow().step()).isEqualTo(5);
        assertThat(folder.validations()).hasSameTextualContentAs(temporary.resolve("whole/validation.jsonl"));
    }

    private static Map<Long, Validation> validated(Trainer trainer, FineTuningData data) throws Exception {
        Map<Long, Validation> found = new LinkedHashMap<>();
        trainer.listen(new ValidationListener(
                        data.validation().orElseThrow(),
                        0,
                        trainer::finish,
                        entry -> found.put(entry.step(), entry.validation())))
                .run();
        return found;
    }

    @ParameterizedTest
    @EnumSource(TaskKind.class)
    void aModelIsValidatedOnImagesThatAreHeldOut(TaskKind task) throws Exception {
        FineTuningPlan plan = TinyFineTuning.plan(task, FreezePlan.NONE, new ValidationPlan(0.25, 0));
        FineTuningData data = TinyFineTuning.data(plan);
        Trainer trainer = new Trainer(TinyFineTuning.create(plan, data, encoder), folder("run"));
        List<Validation> found = new ArrayList<>();
        trainer.listen(new ValidationListener(
                data.validation().orElseThrow(), 0, trainer::finish, entry -> found.add(entry.validation())));
        trainer.run();

        assertThat(data.supervision().images().size()).isLessThan(TinyFineTuning.SCENES);
        assertThat(found).hasSize(4).allSatisfy(each -> assertThat(each.score()).isBetween(0.0, 1.0));
        assertThat(found.get(0).name())
                .isEqualTo(
                        switch (task) {
                            case CLASSIFICATION -> "accuracy";
                            case SEGMENTATION -> "miou";
                            case DEPTH -> "d1";
                        });
    }
}
