package dev.pixio.downstream.finetune.plan;

import dev.pixio.data.JpegScaling;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.interval.CheckpointInterval;
import java.time.Duration;

/**
 * The default settings of each task: for classification those of MAE's fine-tuning of ViT-L (He et al. 2022, table 9), which differ for
 * other sizes in layer decay and drop path; for values of pixels those of the published protocols of heads, with a lower rate and layer
 * decay for the encoder.
 */
public final class FineTuningRecipe {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;

    /** Images for which a learning rate is given. */
    private static final double RATE_IMAGES = 256;

    private FineTuningRecipe() {}

    /** The default plan of a task, without data and weights. */
    public static FineTuningPlan plan(TaskKind task) {
        int batch = task.isDense() ? 16 : 64;
        return new FineTuningPlan(
                task.isDense() ? "dense" : "mae",
                task,
                task.isDense() ? HeadChoice.PIXELS : HeadChoice.CLASSES,
                InputSize.OF_ENCODER,
                new DataPlan(DataPlan.SCENES, 2000, task.isDense() ? 1 : 0.08, 1, 0.5, 0.1, JpegScaling.ON),
                DensePlan.of(task),
                task.isDense() ? AugmentPlan.NONE : AugmentPlan.MAE,
                task.isDense() ? MixingPlan.NONE : MixingPlan.MAE,
                new AdaptationPlan(AdaptationPlan.Start.WEIGHTS, 0.75, 0.1, 0, "none"),
                new ValidationPlan(0.1, 0),
                batch,
                optimizer(task, batch),
                new SchedulePlan(LearningRate.Shape.COSINE, 0.1, task.isDense() ? 20 : 50, 0),
                FreezePlan.NONE,
                MachinePlan.AUTO,
                new SavingPlan(
                        CheckpointInterval.every(Duration.ofMinutes(10)),
                        2,
                        0,
                        SavingPlan.DEFAULT_RECONSTRUCTIONS,
                        SavingPlan.OnWriteError.STOP),
                GuardPlan.STOP,
                0,
                "");
    }

    /** Settings of AdamW for a batch size. */
    public static OptimizerPlan optimizer(TaskKind task, int batchSize) {
        return new OptimizerPlan(
                (task.isDense() ? 3.2e-3 : 1e-3) * batchSize / RATE_IMAGES,
                BETA1,
                BETA2,
                0.05,
                OptimizerPlan.Decayed.LAYERS,
                0);
    }
}
