package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.data.JpegScaling;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.GraphRecorder;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.optim.update.ParameterMemory;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import dev.pixio.train.step.StepReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A run whose steps are read behind the next gradients is that of one whose steps are read at once, to the last bit. */
class StepReadingTest {

    @TempDir
    private Path temporary;

    private Set<Long> unreadable = Set.of();

    /** Ten steps of four per epoch, of which each is clipped, with a checkpoint every three. */
    private static TrainingPlanBuilder plan() {
        return TinyRuns.plan()
                .epochs(3)
                .maxSteps(10)
                .optimizer(optimizer(1e-3, 0.5))
                .saving(SavingPlan.everySteps(3, 10));
    }

    private static OptimizerPlan optimizer(double rate, double clipNorm) {
        return new OptimizerPlan(rate, 0.9, 0.95, 0.05, OptimizerPlan.Decayed.MATRICES, clipNorm);
    }

    /** A learning rate at which the model overflows after some steps. */
    private static TrainingPlanBuilder overflowing(OnNonFinite policy, int limit) {
        return plan().optimizer(optimizer(1e9, 0)).guard(new GuardPlan(policy, limit));
    }

    private Trainer trainer(StepReading reading, TrainingPlanBuilder plan) throws IOException {
        RunFolder folder = RunFolder.create(temporary.resolve(reading.name()), RunFolder.Existing.REFUSE);
        return new Trainer(plan.build(), images(), folder)
                .mode(new DeviceMode(reading, ParameterMemory.SEPARATE, Optional.empty()));
    }

    private ImageSource images() {
        return new Damaged(new SceneSource(1, 32, 40), unreadable);
    }

    /** A source of which some images cannot be read. */
    private record Damaged(ImageSource source, Set<Long> unreadable) implements ImageSource {

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public RgbImage read(long image) throws ImageReadException {
            if (unreadable.contains(image)) {
                throw new ImageReadException("damaged");
            }
            return source.read(image);
        }

        @Override
        public String name(long image) {
            return source.name(image);
        }

        @Override
        public String description() {
            return source.description();
        }

        @Override
        public void close() {
            // Scenes hold nothing.
        }
    }

    private void assertSameRuns(TrainingPlanBuilder plan) throws Exception {
        TrainingResult expected = trainer(StepReading.AT_ONCE, plan).run();
        TrainingResult found = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan).run();

        assertThat(found.steps()).isEqualTo(expected.steps());
        assertThat(found.images()).isEqualTo(expected.images());
        assertThat(found.lastLoss()).isEqualTo(expected.lastLoss());
        assertSameFiles();
    }

    /** Metrics, events and all checkpoints, but not durations, memory and dates. */
    private void assertSameFiles() throws IOException {
        RunFolder one = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        RunFolder other = RunFolder.open(temporary.resolve(StepReading.BEHIND_NEXT_GRADIENTS.name()));
        assertThat(lines(other.metrics(), "seconds", "waitSeconds", "imagesPerSecond", "memoryBytes"))
                .isEqualTo(lines(one.metrics(), "seconds", "waitSeconds", "imagesPerSecond", "memoryBytes"));
        assertThat(lines(other.events(), "time").toString().replace(other.path().toString(), "run"))
                .isEqualTo(lines(one.events(), "time")
                        .toString()
                        .replace(one.path().toString(), "run"));
        List<Checkpoint> expected = one.checkpoints().all();
        List<Checkpoint> found = other.checkpoints().all();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertSame(found.get(i), expected.get(i));
        }
    }

    private static void assertSame(Checkpoint found, Checkpoint expected) throws IOException {
        assertThat(found.step()).isEqualTo(expected.step());
        assertThat(found.model()).hasSameBinaryContentAs(expected.model());
        assertThat(found.optimizer()).hasSameBinaryContentAs(expected.optimizer());
        TrainingState one = TrainingState.read(expected);
        TrainingState other = TrainingState.read(found);
        assertThat(other.position()).isEqualTo(one.position());
        assertThat(other.notFinite()).isEqualTo(one.notFinite());
        assertThat(other.images()).isEqualTo(one.images());
        assertThat(other.unreadable()).isEqualTo(one.unreadable());
        assertThat(other.metrics()).isEqualTo(one.metrics());
    }

    private static List<JsonNode> lines(Path file, String... without) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            ObjectNode node = (ObjectNode) JsonMapper.shared().readTree(line);
            node.remove(List.of(without));
            lines.add(node);
        }
        return lines;
    }

    @Test
    void clippedStepsAreTheSame() throws Exception {
        assertSameRuns(plan());
    }

    @Test
    void theFirstStepAfterUnfreezingIsTheSame() throws Exception {
        assertSameRuns(plan().freeze(new FreezePlan("4steps", 1)));
    }

    @Test
    void unreadableImagesAreCountedAtTheSameSteps() throws Exception {
        unreadable = Set.of(3L, 11L);
        assertSameRuns(plan().data(new DataPlan("scenes", 32, 0.2, 1, 0.5, 0.5, JpegScaling.ON)));
    }

    @ParameterizedTest
    @EnumSource(
            value = OnNonFinite.class,
            names = {"SKIP", "ROLLBACK"})
    void stepsThatAreNotFiniteEndTheRunsAlike(OnNonFinite policy) throws Exception {
        for (StepReading reading : StepReading.values()) {
            assertThatThrownBy(() -> trainer(reading, overflowing(policy, 3)).run())
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("after more than 3 such batches");
        }
        assertSameFiles();
    }

    @Test
    void stopNamesTheSameStep() throws Exception {
        List<String> messages = new ArrayList<>();
        for (StepReading reading : StepReading.values()) {
            assertThatThrownBy(() ->
                            trainer(reading, overflowing(OnNonFinite.STOP, 10)).run())
                    .isInstanceOf(TrainingException.class)
                    .satisfies(e -> messages.add(String.valueOf(e.getMessage()).replace(reading.name(), "run")));
        }
        assertThat(messages.get(1)).isEqualTo(messages.get(0)).contains("is NaN at step");
        assertSameFiles();
    }

    @ParameterizedTest
    @EnumSource(
            value = OnNonFinite.class,
            names = {"SKIP", "ROLLBACK"})
    void aBatchWhoseGradientsAreNotFiniteHasTheSameEffect(OnNonFinite policy) throws Exception {
        TrainingPlanBuilder plan =
                plan().freeze(new FreezePlan(FreezePlan.NEVER, 1)).guard(new GuardPlan(policy, 10));
        List<TrainingResult> results = new ArrayList<>();
        for (StepReading reading : StepReading.values()) {
            results.add(trainer(reading, plan).listen(new Damage(reading)).run());
        }

        assertThat(results.get(0).ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(results.get(1).lastLoss())
                .isEqualTo(results.get(0).lastLoss())
                .isFinite();
        assertSameFiles();
        String events = Files.readString(
                RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name())).events());
        assertThat(events.lines()).hasSize(policy == OnNonFinite.SKIP ? 1 : 2);
        assertThat(events).contains("the loss is NaN at step 6 (occurrence 1)");
    }

    /**
     * Damages a weight that is not trained while the gradients of the sixth batch are computed. When a step is read behind the next
     * gradients, these are queued between the reports of the fourth and the fifth step.
     */
    private static final class Damage implements TrainingListener {

        private final StepReading reading;
        private @Nullable Tensor weight;
        private @Nullable Tensor original;
        private boolean done;

        Damage(StepReading reading) {
            this.reading = reading;
        }

        @Override
        public void onStart(TrainingRun run) {
            weight = Tensors.parameters(run.model().encoder().blocks().get(0))
                    .values()
                    .iterator()
                    .next();
            original = weight.detach().clone();
        }

        @Override
        public void onStep(StepMetrics metrics) {
            long before = reading == StepReading.AT_ONCE ? 5 : 4;
            if (metrics.step() == before && !done) {
                done = true;
                change(Objects.requireNonNull(original).mul(new Scalar(Double.NaN)));
            } else if (reading == StepReading.BEHIND_NEXT_GRADIENTS && metrics.step() == before + 1) {
                change(original);
            }
        }

        @Override
        public void onEvent(TrainingEvent event) {
            if (event.kind() == TrainingEvent.Kind.NOT_FINITE) {
                change(original);
            }
        }

        private void change(@Nullable Tensor values) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                Objects.requireNonNull(weight).copy_(Objects.requireNonNull(values));
            }
        }
    }

    @Test
    void halvedMicroBatchesAreReportedAlsoIfNoneFits() throws Exception {
        int threads = Libtorch.threads();
        TrainingPlanBuilder plan =
                plan().machine(TinyRuns.MACHINE.withMicroBatch(8).withThreads(1));
        try {
            for (StepReading reading : StepReading.values()) {
                Trainer trainer = trainer(reading, plan)
                        .mode(new DeviceMode(reading, ParameterMemory.FLAT, Optional.of(new FullAfterTwoSteps())));
                assertThatThrownBy(trainer::run)
                        .isInstanceOf(TrainingException.class)
                        .hasMessageStartingWith("out of memory with a micro-batch of 1");
            }
        } finally {
            Libtorch.setThreads(threads);
        }
        assertSameFiles();
        RunFolder folder = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        assertThat(Files.readAllLines(folder.metrics())).hasSize(2);
        assertThat(Files.readAllLines(folder.events()))
                .hasSize(3)
                .allMatch(line -> line.contains("does not fit into memory"));
    }

    /** A device whose memory is enough for two micro-batches of the run. */
    private static final class FullAfterTwoSteps implements GraphRecorder {

        private int rehearsals;

        @Override
        public void rehearse(Runnable work) {
            if (++rehearsals > 2) {
                throw new IllegalStateException("CUDA out of memory");
            }
            work.run();
        }

        @Override
        public Recording record(Runnable work) {
            throw new AssertionError("there are three rehearsals before a recording");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4, 9})
    void aStopIsCarriedOutWithoutLosingAStep(long step) throws Exception {
        Trainer trainer = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan());
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == step) {
                    trainer.stop();
                }
            }
        });

        TrainingResult stopped = trainer.run();

        // The next one is queued already when this one is reported.
        assertThat(stopped.steps()).isEqualTo(step + 1);
        assertThat(stopped.checkpoint().step()).isEqualTo(step + 1);
        RunFolder folder = RunFolder.open(temporary.resolve(StepReading.BEHIND_NEXT_GRADIENTS.name()));
        if (step + 1 < 10) {
            ResumePoint point = ResumePoint.of(folder, plan().build(), images());
            Trainer.resume(point, images())
                    .mode(new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.SEPARATE, Optional.empty()))
                    .run();
        }
        trainer(StepReading.AT_ONCE, plan()).run();
        assertThat(folder.checkpoints().at(10).model())
                .hasSameBinaryContentAs(RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()))
                        .checkpoints()
                        .at(10)
                        .model());
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "4", "8", "10"})
    void aKilledRunContinuesToTheSameWeights(long step) throws Exception {
        Trainer killed = trainer(StepReading.BEHIND_NEXT_GRADIENTS, plan());
        killed.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == step) {
                    throw new IllegalStateException("killed");
                }
            }
        });
        assertThatThrownBy(killed::run).hasMessage("killed");
        RunFolder folder = RunFolder.open(killed.folder().path());

        Trainer.resume(ResumePoint.of(folder, plan().build(), images()), images())
                .mode(new DeviceMode(StepReading.BEHIND_NEXT_GRADIENTS, ParameterMemory.SEPARATE, Optional.empty()))
                .run();

        trainer(StepReading.AT_ONCE, plan()).run();
        RunFolder whole = RunFolder.open(temporary.resolve(StepReading.AT_ONCE.name()));
        assertSame(folder.checkpoints().at(10), whole.checkpoints().at(10));
        assertThat(Files.readAllLines(folder.metrics())).hasSize(10);
    }
}
