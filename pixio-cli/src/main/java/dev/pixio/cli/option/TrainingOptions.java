package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Duration, batch size, optimizer, schedule, frozen parameters and seed of a training. */
@OptionSection("Training")
public final class TrainingOptions {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            order = 1,
            description = "Number of epochs (first: 28, on a slow processor fewer, but at least 8; quick: 1,"
                    + " lightly: 10, others: 100).")
    private @Nullable Integer epochs;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            order = 2,
            description = "Maximum number of optimizer steps; 0 for no limit (default: 0).")
    private @Nullable Long maxSteps;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            order = 3,
            description = "Images per optimizer step, over all micro-batches (quick: 16, first and lightly: 64,"
                    + " others: 256).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            order = 4,
            description = "Peak learning rate (lightly: 1.5e-4; per 256 images of the batch size: first 3.2e-3, quick"
                    + " 1e-2, paper and dense 2.5e-5, mae 1.5e-4).")
    private @Nullable Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            order = 5,
            description = "Learning-rate schedule: constant, or cosine down to 0 (default: cosine; lightly: constant).")
    private LearningRate.@Nullable Shape schedule;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            order = 6,
            description = "Warm-up of the learning rate, as a share of all steps (default: 0.1; lightly: 0).")
    private @Nullable Double warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            order = 7,
            description = "Weight decay of AdamW (default: 0.05; lightly: 0.01, on biases and norms too).")
    private @Nullable Double weightDecay;

    @Option(
            names = "--clip-grad",
            paramLabel = "NORM",
            order = 8,
            description = "Clip the gradient norm to this value; 0 for no clipping (default: 0).")
    private @Nullable Double clipGradient;

    @Option(
            names = "--freeze-encoder-for",
            paramLabel = "DURATION",
            order = 9,
            description = "With --init: freeze the encoder at the start and train the decoder alone, for 10epochs, for"
                    + " 500steps, or for a share of the run such as 0.1 (default: none).")
    private @Nullable String freezeEncoder;

    @Option(
            names = "--freeze-blocks",
            paramLabel = "N",
            order = 10,
            description =
                    "With --init: freeze the patch projection, class tokens, positions and the encoder's first N blocks"
                            + " for the whole run (default: 0).")
    private @Nullable Integer freezeBlocks;

    @Option(names = "--seed", paramLabel = "N", order = 11, description = "Seed of all random choices (default: 0).")
    private @Nullable Long seed;

    /** The option that freezes blocks of the encoder; empty if none was given that does. */
    public Optional<String> freezing() {
        if (freezeBlocks != null && freezeBlocks != 0) {
            return Optional.of("--freeze-blocks");
        }
        return Optional.ofNullable(freezeEncoder)
                .filter(duration -> !duration.equals(FreezePlan.NEVER))
                .map(duration -> "--freeze-encoder-for");
    }

    /** Whether the number of epochs was given. */
    public boolean givesEpochs() {
        return epochs != null;
    }

    /** Overrides the settings of a plan with those that were given. */
    public void apply(TrainingPlanBuilder builder) {
        if (batchSize != null) {
            builder.batchSize(batchSize);
        }
        OptimizerPlan recipe = builder.optimizer();
        builder.optimizer(new OptimizerPlan(
                learningRate == null ? recipe.learningRate() : learningRate,
                recipe.beta1(),
                recipe.beta2(),
                weightDecay == null ? recipe.weightDecay() : weightDecay,
                recipe.decayed(),
                clipGradient == null ? recipe.clipNorm() : clipGradient));
        SchedulePlan recipeSchedule = builder.schedule();
        builder.schedule(new SchedulePlan(
                schedule == null ? recipeSchedule.shape() : schedule,
                warmup == null ? recipeSchedule.warmup() : warmup,
                epochs == null ? recipeSchedule.epochs() : epochs,
                maxSteps == null ? recipeSchedule.maxSteps() : maxSteps));
        FreezePlan frozen = builder.freeze();
        builder.freeze(new FreezePlan(
                freezeEncoder == null ? frozen.encoderFor() : freezeEncoder,
                freezeBlocks == null ? frozen.blocks() : freezeBlocks));
        if (seed != null) {
            builder.seed(seed);
        }
    }
}
