package dev.pixio.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.embed.view.FeatureViewer;
import dev.pixio.embed.view.ViewSize;
import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.features.Tiny;
import dev.pixio.eval.plot.Upscaling;
import dev.pixio.eval.view.FeaturePanels;
import dev.pixio.eval.view.FeatureSheet;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.Activations;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.interval.CheckpointInterval;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureMapListenerTest {

    private static final SceneSource VIEWED = new SceneSource(9, 3, 64);

    @TempDir
    private Path temporary;

    @Test
    void theDrawingIsThatOfTheSavedEncoder() throws Exception {
        RunFolder run = train("run", SavingPlan.everySteps(2, 3), true);
        List<ViewedImage> viewed = new ArrayList<>();
        try (FeatureViewer viewer = new FeatureViewer(ModelFile.open(run.path()).loadEncoder())) {
            for (int i = 0; i < 3; i++) {
                try (RgbImage image = VIEWED.read(i)) {
                    viewed.add(viewer.view("image " + (i + 1), image, ViewSize.exactly(new ImageSize(64, 64))));
                }
            }
        }
        Path expected = temporary.resolve("expected.png");
        FeatureSheet.write(expected, new FeaturePanels(viewed, List.of(), Upscaling.BILINEAR));

        assertThat(run.featureMaps().steps()).containsExactly(2L, 4L);
        assertThat(run.featureMaps().at(4)).hasSameBinaryContentAs(expected);
        assertThat(Files.readAllBytes(run.featureMaps().at(2))).isNotEqualTo(Files.readAllBytes(expected));
    }

    @Test
    void trainingIsTheSameBitByBitWithAndWithoutIt() throws Exception {
        RunFolder with = train("with", SavingPlan.everySteps(1, 3), true);
        RunFolder without = train("without", SavingPlan.everySteps(1, 3), false);

        assertThat(with.checkpoints().at(4).optimizer())
                .hasSameBinaryContentAs(without.checkpoints().at(4).optimizer());
        assertThat(without.featureMaps().folder()).doesNotExist();
    }

    @Test
    void drawingsThatThePlanDoesNotKeepAreDeleted() throws Exception {
        SavingPlan two = new SavingPlan(CheckpointInterval.steps(1), 1, 0, 2, SavingPlan.OnWriteError.STOP);

        assertThat(train("run", two, true).featureMaps().steps()).hasSize(2).endsWith(4L);
    }

    @Test
    void aLackOfMemoryDoesNotEndTheTraining() throws Exception {
        for (Throwable failure : List.of(
                new OutOfMemoryError("Java heap space"), new RuntimeException("CUDA out of memory\nframe #0"))) {
            RunFolder run = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REPLACE);
            Trainer trainer = trainer(SavingPlan.everySteps(2, 3), run);
            try (FeatureMapListener listener = new FeatureMapListener(VIEWED, 3, (file, panels) -> {
                if (failure instanceof OutOfMemoryError error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            })) {
                trainer.listen(listener);
                assertThat(trainer.run().ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
            }
            assertThat(run.featureMaps().steps()).isEmpty();
        }
    }

    /** Four steps. */
    private static Trainer trainer(SavingPlan saving, RunFolder run) throws IOException, InterruptedException {
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(Tiny.MODEL)
                .batchSize(4)
                .learningRate(1e-2)
                .epochs(1)
                .machine(new MachinePlan("cpu", "fp32", 0, 1, 0, Activations.KEPT))
                .saving(saving)
                .build();
        return new Trainer(plan, new SceneSource(1, 16, 40), run);
    }

    private RunFolder train(String name, SavingPlan saving, boolean draws) throws IOException, InterruptedException {
        RunFolder run = RunFolder.create(temporary.resolve(name), RunFolder.Existing.REFUSE);
        Trainer trainer = trainer(saving, run);
        try (FeatureMapListener listener = new FeatureMapListener(VIEWED, 3)) {
            if (draws) {
                trainer.listen(listener);
            }
            trainer.run();
        }
        return run;
    }
}
