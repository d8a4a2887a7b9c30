package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.RunLock;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TrainerTest {

    @TempDir
    private Path temporary;

    private static ImageSource scenes() {
        return new SceneSource(1, 32, 40);
    }

    @Test
    void runWritesAllFilesOfItsFolder() throws Exception {
        RunFolder folder = folder("run");
        TrainingResult result = new Trainer(TinyRuns.plan().build(), scenes(), folder).run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(result.steps()).isEqualTo(8); // two epochs of 32 images in batches of 8
        assertThat(PlanFile.read(folder.config())).isEqualTo(TinyRuns.plan().build());
        assertThat(folder.checkpoints().all())
                .extracting(Checkpoint::step)
                .containsExactly(6L, 8L); // step 3 is the third newest
        assertThat(folder.checkpoints().latest()).contains(result.checkpoint());
        ModelFile model = ModelFile.open(folder.path());
        assertThat(model.content().metadata()).containsEntry("pixio.step", "8").containsEntry("pixio.recipe", "quick");
        List<String> lines = Files.readAllLines(folder.metrics());
        assertThat(lines).hasSize(8);
        JsonNode last = JsonMapper.shared().readTree(lines.get(7));
        assertThat(last.path("step").asLong()).isEqualTo(8);
        assertThat(last.path("epoch").asLong()).isEqualTo(1);
        assertThat(last.path("loss").asDouble()).isBetween(0.1, 3.0);
        assertThat(last.path("imagesPerSecond").asDouble()).isPositive();
    }

    @Test
    void lossDecreases() throws Exception {
        TrainingPlan plan = TinyRuns.plan().epochs(30).build();

        TrainingResult result = new Trainer(plan, scenes(), folder("longer")).run();

        assertThat(result.lastLoss()).isLessThan(0.9 * result.firstLoss());
    }

    @Test
    void loaderThreadsAndMicroBatchesDoNotChangeTheLosses() throws Exception {
        List<Double> one = losses(TinyRuns.MACHINE.withMicroBatch(8), "one");
        List<Double> same = losses(TinyRuns.MACHINE.withLoaderThreads(3).withMicroBatch(8), "three");
        List<Double> cut = losses(TinyRuns.MACHINE.withLoaderThreads(2).withMicroBatch(3), "cut");

        assertThat(same).isEqualTo(one);
        for (int i = 0; i < one.size(); i++) {
            assertThat(cut.get(i)).isCloseTo(one.get(i), within(1e-4));
        }
    }

    private List<Double> losses(MachinePlan machine, String name) throws Exception {
        List<Double> losses = new ArrayList<>();
        new Trainer(TinyRuns.plan().machine(machine).build(), scenes(), folder(name))
                .listen(new TrainingListener() {
                    @Override
                    public void onStep(StepMetrics metrics) {
                        losses.add(metrics.loss());
                    }
                })
                .run();
        return losses;
    }

    @Test
    void stoppedRunCompletesItsStepAndSaves() throws Exception {
        RunFolder folder = folder("stopped");
        Trainer trainer = new Trainer(TinyRuns.plan().build(), scenes(), folder);
        trainer.listen(new TrainingListener() {
            @Override
            public void onStep(StepMetrics metrics) {
                if (metrics.step() == 2) {
                    trainer.stop();
                }
            }
        });

        TrainingResult result = trainer.run();

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.STOPPED);
        assertThat(result.steps()).isEqualTo(2);
        assertThat(ModelFile.open(folder.path()).content().metadata()).containsEntry("pixio.step", "2");
    }

    @Test
    void aTrainerThatWasStoppedBeforeItsFirstStepMayRun() throws Exception {
        Trainer trainer = new Trainer(TinyRuns.plan().build(), scenes(), folder("early"));
        trainer.stop();

        assertThat(trainer.run().steps()).isZero();
        assertThat(trainer.run().steps()).isEqualTo(8);
        assertThatThrownBy(trainer::run).hasMessageStartingWith("this trainer has run before");
    }

    @Test
    void aTrainerWithRollbackThatWasStoppedBeforeItsFirstStepMayRun() throws Exception {
        Trainer trainer = new Trainer(
                TinyRuns.plan()
                        .guard(new GuardPlan(GuardPlan.OnNonFinite.ROLLBACK, 1))
                        .build(),
                scenes(),
                folder("rollback"));
        trainer.stop();

        assertThat(trainer.run().steps()).isZero();
        assertThat(trainer.run().steps()).isEqualTo(8);
    }

    @Test
    void aStopAfterTheEndOfARunIsNotLost() throws Exception {
        Trainer trainer = new Trainer(TinyRuns.plan().build(), scenes(), folder("again"));
        AtomicInteger ends = new AtomicInteger();
        trainer.listen(new TrainingListener() {
            @Override
            public void onEnd(TrainingResult result) {
                if (ends.getAndIncrement() == 0) {
                    trainer.stop();
                }
            }
        });
        trainer.stop();

        assertThat(trainer.run().steps()).isZero();
        assertThat(trainer.run().steps()).isZero();
        assertThat(trainer.run().steps()).isEqualTo(8);
    }

    @Test
    void aTrainerWhoseFolderWasLockedMayRun() throws Exception {
        RunFolder folder = folder("locked");
        Trainer trainer = new Trainer(TinyRuns.plan().build(), scenes(), folder);
        try (RunLock other = RunLock.of(folder)) {
            assertThatThrownBy(trainer::run).hasMessage("another process is training in " + folder.path());
        }

        assertThat(trainer.run().steps()).isEqualTo(8);
    }

    @Test
    void secondRunOfATrainerIsRefusedAndChangesNothing() throws Exception {
        RunFolder folder = folder("once");
        Trainer trainer = new Trainer(TinyRuns.plan().build(), scenes(), folder);
        TrainingResult result = trainer.run();
        String metrics = Files.readString(folder.metrics());

        assertThatThrownBy(trainer::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("this trainer has run before")
                .hasMessageContaining("Trainer.resume");

        assertThat(Files.readString(folder.metrics())).isEqualTo(metrics).hasLineCount(8);
        assertThat(folder.checkpoints().latest()).contains(result.checkpoint());
        assertThat(result.checkpoint().damage()).isEmpty();
    }

    @Test
    void newRunInTheFolderOfAnotherIsRefusedAndChangesNothing() throws Exception {
        RunFolder folder = folder("used");
        new Trainer(TinyRuns.plan().build(), scenes(), folder).run();
        String metrics = Files.readString(folder.metrics());
        String config = Files.readString(folder.config());
        Trainer second = new Trainer(TinyRuns.plan().seed(1).build(), scenes(), folder);

        assertThatThrownBy(second::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the folder " + folder.path() + " has checkpoints of a run")
                .hasMessageContaining("Trainer.resume");

        assertThat(Files.readString(folder.metrics())).isEqualTo(metrics).hasLineCount(8);
        assertThat(Files.readString(folder.config())).isEqualTo(config);
    }

    @Test
    void nanLossStopsTheRunAndNamesTheImages() throws Exception {
        TrainingPlan plan = TinyRuns.plan().build();
        Pixio model = new Pixio(plan.model(), 0);
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensors.parameters(model).values().iterator().next().fill_(new Scalar(Double.NaN));
        }
        RunFolder folder = folder("nan");

        assertThatThrownBy(() -> new Trainer(plan, scenes(), folder, model).run())
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the loss is NaN at step 1; there is no checkpoint yet;")
                .hasMessageContaining("images of the batch: scene ");
        assertThat(folder.checkpoints().all()).isEmpty();
    }

    @Test
    void runIsReplacedOnlyOnRequest() throws Exception {
        Files.writeString(folder("kept").config(), "precious");

        assertThatThrownBy(() -> RunFolder.create(temporary.resolve("kept"), RunFolder.Existing.REFUSE))
                .isInstanceOf(TrainingException.class)
                .hasMessageEndingWith("already contains a run; choose another --out, or --overwrite to replace it");
        assertThat(temporary.resolve("kept/config.yaml")).hasContent("precious");

        Files.writeString(temporary.resolve("kept/notes.txt"), "mine");
        RunFolder.create(temporary.resolve("kept"), RunFolder.Existing.REPLACE);
        assertThat(temporary.resolve("kept/config.yaml")).doesNotExist();
        assertThat(temporary.resolve("kept/notes.txt")).hasContent("mine");
    }

    @Test
    void unreadableImagesAreSkippedAndCountedUpToALimit() throws Exception {
        TrainingPlan few = TinyRuns.plan().build();
        TrainingResult result = new Trainer(few, unreadable(1), folder("few")).run();
        assertThat(result.skipped()).isPositive();
        assertThat(result.steps()).isEqualTo(8);

        assertThatThrownBy(() -> new Trainer(few, unreadable(20), folder("many")).run())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not be read");
    }

    private static ImageSource unreadable(int count) {
        ImageSource whole = scenes();
        return new ImageSource() {
            @Override
            public long size() {
                return whole.size();
            }

            @Override
            public String name(long index) {
                return whole.name(index);
            }

            @Override
            public RgbImage read(long index) throws ImageReadException {
                if (index < count) {
                    throw new ImageReadException("truncated");
                }
                return whole.read(index);
            }

            @Override
            public String description() {
                return whole.description();
            }
        };
    }

    private RunFolder folder(String name) throws IOException {
        return RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
    }
}
