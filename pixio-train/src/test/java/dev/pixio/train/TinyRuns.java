package dev.pixio.train;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;

/** A plan whose model trains in milliseconds. */
public final class TinyRuns {

    /** Fp32 on a CPU, with one loader thread. */
    public static final MachinePlan MACHINE =
            MachinePlan.AUTO.withDevice("cpu").withPrecision("fp32").withLoaderThreads(1);

    private TinyRuns() {}

    public static PixioConfig config(double dropPath) {
        return new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(32, 2, 2, 4, 2, dropPath),
                new DecoderConfig(32, 2, 2, 4),
                new MaskConfig(0.75, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    /** Eight steps with batches of eight scenes. */
    public static TrainingPlanBuilder plan() {
        return TrainingPlan.recipe("quick")
                .model(config(0.1))
                .batchSize(8)
                .learningRate(1e-3)
                .epochs(2)
                .machine(MACHINE)
                .saving(SavingPlan.everySteps(3, 2));
    }
}
