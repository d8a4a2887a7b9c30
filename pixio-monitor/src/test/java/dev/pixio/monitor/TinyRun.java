package dev.pixio.monitor;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Device;

/** A run with a model that is created in milliseconds, and the values that listeners receive. */
public final class TinyRun {

    public static final long STEPS = 100;

    private TinyRun() {}

    public static TrainingPlanBuilder plan() {
        return TrainingPlan.recipe("quick")
                .model(new PixioConfig(
                        new PatchGrid(32, 32, 3, 8),
                        new EncoderConfig(32, 2, 2, 4, 2, 0.1),
                        new DecoderConfig(32, 2, 2, 4),
                        new MaskConfig(0.75, 1),
                        Positions.SINCOS,
                        PositionResize.ANTIALIASED,
                        PixioConfig.TokenStart.EQUAL))
                .batchSize(8);
    }

    public static TrainingRun in(Path folder, long firstStep) throws IOException {
        TrainingPlan plan = plan().build();
        RunFolder run = firstStep == 0 ? RunFolder.create(folder, RunFolder.Existing.REFUSE) : new RunFolder(folder);
        Device device = Libtorch.device("cpu");
        return new TrainingRun(
                plan,
                run,
                new Pretraining(plan, new SceneSource(1, 32, 40), new Pixio(plan.model(), plan.seed())),
                device,
                Precision.FP32,
                8,
                firstStep,
                4,
                STEPS);
    }

    public static StepMetrics step(long step, double loss) {
        return new StepMetrics(step, step / 4, loss, 1e-3, 0.25, 8, 0.5, 0.125, 3, 3L << 29);
    }

    public static Checkpoint checkpoint(RunFolder folder, long step) {
        return new Checkpoint(step, folder.path().resolve("checkpoints/step-" + step));
    }

    public static TrainingResult end(RunFolder folder, long step, TrainingResult.Ending ending) {
        return new TrainingResult(step, 2, 1, 10, 8 * step, 3, ending, checkpoint(folder, step));
    }
}
