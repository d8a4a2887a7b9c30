package dev.pixio.cli.option;

import dev.pixio.train.plan.FreezePlan;
import dev.pixio.train.plan.LearningRate;
import dev.pixio.train.plan.OptimizerPlan;
import dev.pixio.train.plan.SchedulePlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How, how fast and how long it learns. */
public final class LearningOptions {

    @Option(
            names = "--epochs",
            paramLabel = "N",
            order = 1,
            description = "How often each image is seen (quick: 1, lightly: 10, others: 100).")
    private @Nullable Integer epochs;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            order = 2,
            description = "End after so many optimizer steps at the latest; 0 for no limit (default: 0).")
    private @Nullable Long maxSteps;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            order = 3,
            description = "Images in an optimizer step, over all micro-batches (quick: 16, lightly: 64, others: 256).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            order = 4,
            description = "Highest learning rate (lightly: 1.5e-4; for 256 images a step and in proportion to the"
                    + " batch: quick 1e-2, paper and dense 2.5e-5, mae 1.5e-4).")
    private @Nullable Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "SHAPE",
            order = 5,
            description = "constant or cosine, down to 0 (default: cosine; lightly: constant).")
    private LearningRate.@Nullable Shape schedule;

    @Option(
            names = "--warmup",
            paramLabel = "SHARE",
            order = 6,
            description = "Share of all steps in which the rate climbs (default: 0.1; lightly: 0).")
    private @Nullable Double warmup;

    @Option(
            names = "--weight-decay",
            paramLabel = "RATE",
            order = 7,
            description = "Of AdamW (default: 0.05; lightly: 0.01, on biases and norms too).")
    private @Nullable Double weightDecay;

    @Option(
            names = "--clip-grad",
            paramLabel = "NORM",
            order = 8,
            description = "Scale larger gradients down to this norm; 0 for never (default: 0).")
    private @Nullable Double clipGradient;

    @Option(
            names = "--freeze-encoder-for",
            paramLabel = "SPAN",
            order = 9,
            description = "With --init: hold the encoder fixed so long while the decoder learns to use it, as 10epochs,"
                    + " 500steps, or a share of the run as 0.1 (default: none).")
    private @Nullable String freezeEncoder;

    @Option(
            names = "--freeze-blocks",
            paramLabel = "N",
            order = 10,
            description =
                    "With --init: hold the patch projection, class tokens, positions and the encoder's first N blocks"
                            + " fixed for the whole run (default: 0).")
    private @Nullable Integer freezeBlocks;

    @Option(names = "--seed", paramLabel = "N", order = 11, description = "Names every random choice (default: 0).")
    private @Nullable Long seed;

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
        SchedulePlan course = builder.schedule();
        builder.schedule(new SchedulePlan(
                schedule == null ? course.shape() : schedule,
                warmup == null ? course.warmup() : warmup,
                epochs == null ? course.epochs() : epochs,
                maxSteps == null ? course.maxSteps() : maxSteps));
        FreezePlan fixed = builder.freeze();
        builder.freeze(new FreezePlan(
                freezeEncoder == null ? fixed.encoderFor() : freezeEncoder,
                freezeBlocks == null ? fixed.blocks() : freezeBlocks));
        if (seed != null) {
            builder.seed(seed);
        }
    }
}
