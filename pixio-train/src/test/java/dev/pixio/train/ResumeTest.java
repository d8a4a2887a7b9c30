package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.Manifests;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A resumed run is bit-identical to an uninterrupted run. */
class ResumeTest {

    private static final String WEIGHTS = "model.safetensors";
    private static final String MOMENTS = "optimizer.safetensors";

    @TempDir
    private Path temporary;

    private static ImageSource scenes(int count) {
        return new SceneSource(1, count, 40);
    }

    /** Ten steps with four per epoch: the last epoch is incomplete. */
    private static TrainingPlanBuilder plan() {
        return TinyRuns.plan().epochs(3).maxSteps(10).saving(SavingPlan.everySteps(3, 10));
    }

    private RunFolder uninterrupted(TrainingPlan plan) throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("uninterrupted"), RunFolder.Existing.REFUSE);
        new Trainer(plan, scenes(32), folder).run();
        return folder;
    }

    /** Trains and stops without cleaning up before a step is recorded, as a killed process does. */
    private static void killBefore(long step, Trainer trainer) throws Exception {
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

    private static Trainer resumed(RunFolder folder, TrainingPlan plan) throws IOException {
        ImageSource images = scenes(32);
        return Trainer.resume(ResumePoint.of(RunFolder.open(folder.path()), plan, images), images);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "4, 2", "5, 1", "8, 3", "10, 2"})
    void resumedRunHasTheSameWeightsMomentsAndMetrics(long killedAt, int loaderThreads) throws Exception {
        RunFolder uninterrupted = uninterrupted(plan().build());
        RunFolder interrupted = RunFolder.create(temporary.resolve("interrupted"), RunFolder.Existing.REFUSE);
        killBefore(killedAt, new Trainer(plan().build(), scenes(32), interrupted));

        TrainingPlan other = plan().machine(TinyRuns.MACHINE.withLoaderThreads(loaderThreads))
                .build();
        TrainingResult result = resumed(interrupted, other).run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertSameRun(uninterrupted, interrupted, 10);
        assertThat(result.images()).isEqualTo(80);
    }

    @Test
    void runCanBeResumedRepeatedly() throws Exception {
        RunFolder uninterrupted = uninterrupted(plan().build());
        RunFolder interrupted = RunFolder.create(temporary.resolve("interrupted"), RunFolder.Existing.REFUSE);
        killBefore(2, new Trainer(plan().build(), scenes(32), interrupted));
        killBefore(4, resumed(interrupted, plan().build()));
        killBefore(5, resumed(interrupted, plan().build()));
        killBefore(9, resumed(interrupted, plan().build()));
        resumed(interrupted, plan().build()).run();

        assertSameRun(uninterrupted, interrupted, 10);
        assertThat(kinds(interrupted)).containsOnly("resumed");
        assertThat(kinds(interrupted)).hasSize(4);
    }

    private static void assertSameRun(RunFolder uninterrupted, RunFolder interrupted, long step) throws IOException {
        Checkpoint one = uninterrupted.checkpoints().at(step);
        Checkpoint other = interrupted.checkpoints().at(step);
        assertThat(other.damage()).isEmpty();
        for (String file : List.of(WEIGHTS, MOMENTS)) {
            assertThat(other.folder().resolve(file))
                    .as(file)
                    .hasSameBinaryContentAs(one.folder().resolve(file));
        }
        assertThat(figures(interrupted)).isEqualTo(figures(uninterrupted));
        assertThat(TrainingState.read(other).position())
                .isEqualTo(TrainingState.read(one).position());
    }

    /** All metrics except durations and memory. */
    private static List<String> figures(RunFolder folder) throws IOException {
        List<String> figures = new ArrayList<>();
        for (String line : Files.readAllLines(folder.metrics())) {
            JsonNode metrics = JsonMapper.shared().readTree(line);
            figures.add(String.join(
                    " ",
                    metrics.path("step").toString(),
                    metrics.path("epoch").toString(),
                    metrics.path("loss").toString(),
                    metrics.path("learningRate").toString(),
                    metrics.path("gradientNorm").toString(),
                    metrics.path("skipped").toString()));
        }
        return figures;
    }

    private static List<String> kinds(RunFolder folder) throws IOException {
        return Files.readAllLines(folder.events()).stream()
                .map(line -> JsonMapper.shared().readTree(line).path("kind").asString())
                .toList();
    }

    @Test
    void damagedCheckpointIsReportedAndThePreviousOneIsUsed() throws Exception {
        RunFolder uninterrupted = uninterrupted(plan().build());
        RunFolder interrupted = RunFolder.create(temporary.resolve("interrupted"), RunFolder.Existing.REFUSE);
        killBefore(8, new Trainer(plan().build(), scenes(32), interrupted));
        Path model = interrupted.checkpoints().at(6).model();
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        List<TrainingEvent> events = new ArrayList<>();
        Trainer trainer = resumed(interrupted, plan().build()).listen(new TrainingListener() {
            @Override
            public void onEvent(TrainingEvent event) {
                events.add(event);
            }
        });
        trainer.run();

        assertThat(events.get(0).kind()).isEqualTo(TrainingEvent.Kind.DAMAGED_CHECKPOINT);
        assertThat(events.get(0).message())
                .contains("step-6 is damaged: the SHA-256 of model.safetensors differs from MANIFEST.json");
        assertThat(events.get(1).message()).startsWith("from step 3 of 10 in epoch 1");
        assertSameRun(uninterrupted, interrupted, 10);
    }

    @Test
    void metricsAfterTheCheckpointAndIncompleteLinesAreReplaced() throws Exception {
        RunFolder uninterrupted = uninterrupted(plan().build());
        RunFolder interrupted = RunFolder.create(temporary.resolve("interrupted"), RunFolder.Existing.REFUSE);
        killBefore(5, new Trainer(plan().build(), scenes(32), interrupted));
        Files.writeString(interrupted.metrics(), Files.readString(interrupted.metrics()) + "{\"step\":6,\"epo");
        Files.writeString(interrupted.events(), "{\"time\":\"2026");

        resumed(interrupted, plan().build()).run();

        assertThat(figures(interrupted)).isEqualTo(figures(uninterrupted));
        assertThat(kinds(interrupted)).containsExactly("resumed");
    }

    @Test
    void moreEpochsAreAllowedAndReported() throws Exception {
        RunFolder folder = uninterrupted(plan().build());
        TrainingPlan longer = plan().epochs(4).maxSteps(0).build();
        List<String> messages = new ArrayList<>();

        TrainingResult result = resumed(folder, longer)
                .listen(new TrainingListener() {
                    @Override
                    public void onEvent(TrainingEvent event) {
                        messages.add(event.message());
                    }
                })
                .run();

        assertThat(result.steps()).isEqualTo(16);
        assertThat(messages)
                .containsExactly("from step 10 of 10 in epoch 3; schedule.epochs 3 -> 4; schedule.maxSteps 10 -> 0");
        assertThat(PlanFile.read(folder.config())).isEqualTo(longer);
    }

    @Test
    void changedSettingsOrImagesAreRefusedWithTheReason() throws Exception {
        RunFolder folder = uninterrupted(plan().build());
        assertRefused(folder, builder -> builder.batchSize(4), "cannot be resumed with batchSize 8 -> 4: the position");
        assertRefused(
                folder, builder -> builder.seed(1), "cannot be resumed with seed 0 -> 1: it determines the order");
        assertRefused(
                folder,
                builder -> builder.mask(0.5, 1),
                "cannot be resumed with model.mask.ratio 0.75 -> 0.5: the model and the masks");

        ImageSource more = scenes(33);
        assertThatThrownBy(() -> ResumePoint.of(folder, plan().build(), more))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the run was trained on 32 images")
                .hasMessageContaining("but there are 33 now");
        ImageSource others = new SceneSource(2, 32, 40);
        assertThatThrownBy(() -> ResumePoint.of(folder, plan().build(), others))
                .hasMessageContaining("but the names of");
    }

    private static void assertRefused(RunFolder folder, UnaryOperator<TrainingPlanBuilder> change, String why) {
        TrainingPlan changed = change.apply(plan()).build();
        assertThatThrownBy(() -> ResumePoint.of(folder, changed, scenes(32)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(why);
    }

    @Test
    void folderWithoutARunIsRefused() {
        assertThatThrownBy(() -> RunFolder.open(temporary))
                .isInstanceOf(TrainingException.class)
                .hasMessage("there is no run to resume in " + temporary + ": it has no config.yaml");
    }

    @Test
    void halvedMicroBatchIsKeptAfterResume() throws Exception {
        TrainingPlan plan = plan().machine(TinyRuns.MACHINE.withMicroBatch(8)).build();
        RunFolder folder = uninterrupted(plan);
        Path state = folder.checkpoints().at(10).state();
        String halved = Files.readString(state).replaceFirst("(\"threads\" : \\d+,\\s+\"microBatch\" : )8", "$12");
        Files.writeString(state, halved);
        Manifests.write(folder.checkpoints().at(10));
        List<Integer> sizes = new ArrayList<>();

        resumed(folder, plan)
                .listen(new TrainingListener() {
                    @Override
                    public void onStart(TrainingRun run) {
                        sizes.add(run.microBatch());
                    }
                })
                .run();

        assertThat(sizes).containsExactly(2);
    }

    @Test
    void twoProcessesCannotTrainInOneFolder() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("shared"), RunFolder.Existing.REFUSE);
        try (RunLock lock = RunLock.of(folder)) {
            assertThatThrownBy(() -> new Trainer(plan().build(), scenes(32), folder).run())
                    .hasMessage("another process is training in " + folder.path());
        }
    }
}
