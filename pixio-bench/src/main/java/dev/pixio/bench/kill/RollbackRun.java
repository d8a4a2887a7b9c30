package dev.pixio.bench.kill;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
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
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A training with {@code --on-nan rollback} in which NaN appears: a program of its own, because no option of the command line
 * causes it. It starts or resumes the run in the folder that is its argument.
 *
 * <p>Whether a step fails depends only on its number and epoch. A rollback continues with the next images, so a step that
 * failed at the end of an epoch is in the next epoch when it is repeated, and succeeds, in a killed run as in an undisturbed one.
 */
public final class RollbackRun {

    private static final int IMAGES = 32;
    private static final int BATCH = 4;
    private static final int STEPS_PER_EPOCH = IMAGES / BATCH;

    /** Steps that a rollback repeats with the next images. */
    private static final int LOST = 2;

    private RollbackRun() {}

    /** Trains in a folder. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path path = Path.of(arguments[0]);
        ImageSource images = new SceneSource(1, IMAGES, 32);
        Trainer trainer = RunFolder.isRun(path)
                ? Trainer.resume(ResumePoint.of(RunFolder.open(path), plan(), images), images)
                : new Trainer(plan(), images, RunFolder.create(path, RunFolder.Existing.REFUSE));
        trainer.listen(new Poison()).run();
        System.exit(0);
    }

    private static TrainingPlan plan() {
        return TrainingPlan.recipe("quick")
                .model(new PixioConfig(
                        new PatchGrid(32, 32, 3, 8),
                        new EncoderConfig(48, 2, 2, 4, 2, 0.1),
                        new DecoderConfig(32, 1, 2, 4),
                        new MaskConfig(0.75, 1),
                        Positions.SINCOS,
                        PositionResize.ANTIALIASED,
                        PixioConfig.TokenStart.EQUAL))
                .batchSize(BATCH)
                .epochs(1000)
                .maxSteps(TinyTraining.STEPS)
                .machine(MachinePlan.AUTO
                        .withDevice("cpu")
                        .withPrecision("fp32")
                        .withThreads(1)
                        .withLoaderThreads(1))
                .saving(SavingPlan.everySteps(2, 3))
                .guard(new GuardPlan(GuardPlan.OnNonFinite.ROLLBACK, 1000))
                .build();
    }

    /** Sets a weight to NaN after the last but one batch of each epoch. */
    private static final class Poison implements TrainingListener {
        private @Nullable Tensor weight;

        @Override
        public void onStart(TrainingRun run) {
            weight = first(run.pretraining().model());
        }

        @Override
        public void onStep(StepMetrics step) {
            long last = STEPS_PER_EPOCH - 1 + step.epoch() * (STEPS_PER_EPOCH - LOST);
            if (weight != null && step.step() == last) {
                try (PointerScope scope = new PointerScope();
                        NoGradGuard noGrad = new NoGradGuard()) {
                    weight.fill_(new Scalar(Double.NaN));
                }
            }
        }

        private static Tensor first(Pixio model) {
            return Tensors.parameters(model).values().iterator().next();
        }
    }
}
