package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.monitor.report.summary.EnvironmentFile;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportListenerTest {

    @TempDir
    private Path temp;

    @Test
    void aCompleteRunHasAReportAndItsEnvironment() throws Exception {
        RunFolder folder = train(0);

        assertThat(folder.report())
                .content()
                .contains("<strong>Complete: 4 steps</strong>")
                .contains("libtorch");
        JsonNode start = JsonMapper.shared()
                .readTree(Files.readString(folder.environment()))
                .path("starts")
                .path(0);
        assertThat(start.path("step").asLong()).isZero();
        assertThat(start.path("run").path("totalSteps").asLong()).isEqualTo(4);
        assertThat(start.path("run").path("stepsPerEpoch").asLong()).isEqualTo(2);
        assertThat(start.path("run").path("device").asString()).isEqualTo("cpu");
        assertThat(start.path("software").path("Java").asString()).contains(System.getProperty("java.version"));
    }

    @Test
    void aStoppedRunHasAReportWithItsState() throws Exception {
        RunFolder folder = train(2);

        assertThat(folder.report()).content().contains("2 of 4 steps").contains("pretrain --resume");
    }

    @Test
    void aReportThatCannotBeWrittenDoesNotFailTheRun() throws Exception {
        Files.createDirectories(temp.resolve("run/report.html/in the way"));

        RunFolder folder = train(0);

        assertThat(folder.checkpoints().latest()).isPresent();
        assertThat(folder.report()).isDirectory();
    }

    /** Trains four steps, or stops after {@code stopAfter}. */
    private RunFolder train(long stopAfter) throws Exception {
        PixioConfig model = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(32, 2, 2, 4, 2, 0),
                new DecoderConfig(32, 2, 2, 4),
                new MaskConfig(0.75, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        TrainingPlan plan = TrainingPlan.recipe("quick")
                .model(model)
                .batchSize(4)
                .epochs(2)
                .machine(new MachinePlan("cpu", "fp32", 1, 1, 0, Activations.KEPT))
                .build();
        RunFolder folder = RunFolder.create(temp.resolve("run"), RunFolder.Existing.REFUSE);
        try (SceneSource scenes = new SceneSource(1, 8, 40)) {
            Trainer trainer = new Trainer(plan, scenes, folder);
            trainer.listen(new EnvironmentFile());
            trainer.listen(new TrainingListener() {
                @Override
                public void onStep(StepMetrics metrics) {
                    if (metrics.step() == stopAfter) {
                        trainer.stop();
                    }
                }
            });
            trainer.listen(new ReportListener());
            trainer.run();
        }
        return folder;
    }
}
