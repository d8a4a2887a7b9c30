package dev.pixio.train.plan;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;

/**
 * All settings of a run, checked once. It is printed at the start and saved as {@code config.yaml}, from which the run
 * can be repeated.
 *
 * @param recipe the recipe it began with
 * @param model the model's shape
 * @param data the images
 * @param batchSize images in one optimizer step, over all micro-batches
 * @param optimizer how weights are moved
 * @param schedule how long, and the course of the learning rate
 * @param freeze what of the encoder is held fixed
 * @param machine what of the machine is used
 * @param saving when the model is saved
 * @param guard what happens when training goes wrong
 * @param seed names every random choice of the run
 * @param init the file or run whose weights it begins with; empty for new ones
 */
public record TrainingPlan(
        String recipe,
        PixioConfig model,
        DataPlan data,
        int batchSize,
        OptimizerPlan optimizer,
        SchedulePlan schedule,
        FreezePlan freeze,
        MachinePlan machine,
        SavingPlan saving,
        GuardPlan guard,
        long seed,
        String init) {

    public TrainingPlan {
        Require.that(batchSize >= 1, "batch size must be at least 1", batchSize);
        Require.that(
                machine.microBatch() <= batchSize,
                "micro-batch must be at most the batch size " + batchSize,
                machine.microBatch());
        Require.that(
                model.grid().channels() == 3,
                "images have 3 channels here, so the model must have 3",
                model.grid().channels());
        freeze.requireFits(model.encoder());
    }

    /** A plan that begins with a recipe; what is not set afterwards is the recipe's. */
    public static TrainingPlanBuilder recipe(String name) {
        return new TrainingPlanBuilder(Recipe.find(name).plan());
    }
}
