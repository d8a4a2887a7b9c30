package dev.pixio.monitor.live;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Precision;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Device;

/** A run without training, with known metrics. */
final class FakeRun {

    static final long TOTAL = 200;

    private final RunFolder folder;
    private final TrainingRun run;

    FakeRun(Path path, long firstStep) throws IOException {
        this.folder = new RunFolder(path);
        PixioConfig model = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(32, 1, 2, 4, 2, 0),
                new DecoderConfig(32, 1, 2, 4),
                new MaskConfig(0.75, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        TrainingPlan plan =
                TrainingPlan.recipe("quick").model(model).batchSize(8).build();
        Files.createDirectories(folder.reconstructions().folder());
        PlanFile.write(folder.config(), plan);
        this.run = new TrainingRun(
                plan,
                folder,
                new Pretraining(plan, new SceneSource(1, 160, 40), new Pixio(model, 1)),
                new Device("cpu"),
                Precision.FP32,
                8,
                firstStep,
                20,
                TOTAL);
    }

    RunFolder folder() {
        return folder;
    }

    TrainingRun run() {
        return run;
    }

    /** Metrics with the loss 1 + 1/step. */
    static StepMetrics step(long step) {
        return step(step, 1 + 1.0 / step);
    }

    static StepMetrics step(long step, double loss) {
        return new StepMetrics(
                step, (step - 1) / 20, loss, 1e-3, 0.5 + 0.1 * (step % 3), 8, 0.02, 0.005, 2, 500_000_000);
    }

    TrainingEvent event(long step, TrainingEvent.Kind kind, String message, String... images) {
        return new TrainingEvent(Instant.parse("2026-11-24T12:00:00Z"), step, kind, message, List.of(images));
    }

    Checkpoint checkpoint(long step) {
        return new Checkpoint(step, folder.path().resolve("checkpoints/step-" + step));
    }

    /** Writes an image of a single colour as reconstructions. */
    Checkpoint draw(long step, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(640, 320, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.dispose();
        ImageIO.write(image, "png", folder.reconstruction(step).toFile());
        return checkpoint(step);
    }

    TrainingResult result(long steps) {
        return new TrainingResult(
                steps,
                1.5,
                1.1,
                steps * 0.02,
                steps * 8,
                2,
                steps == TOTAL ? TrainingResult.Ending.COMPLETE : TrainingResult.Ending.STOPPED,
                checkpoint(steps));
    }
}
