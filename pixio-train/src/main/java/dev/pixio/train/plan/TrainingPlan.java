package dev.pixio.train.plan;

import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import java.util.Map;

/**
 * All settings of a pre-training, validated on creation. A run saves its plan as {@code config.yaml}, from which it can be
 * repeated.
 *
 * @param recipe name of the recipe from which the plan was built
 * @param model configuration of the model
 * @param data training data and augmentation
 * @param batchSize number of images per optimizer step, over all micro-batches
 * @param optimizer settings of AdamW
 * @param schedule length of the run and learning rate schedule
 * @param freeze which parts of the encoder are frozen
 * @param machine device, precision, threads and memory use
 * @param saving when checkpoints are saved
 * @param guard how losses and gradients that are not finite are handled
 * @param seed of all random choices
 * @param init file or run of the initial weights; empty for random initialisation
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
        String init)
        implements RunPlan {

    public TrainingPlan {
        Require.that(batchSize >= 1, "batch size must be at least 1", batchSize);
        Require.that(
                machine.microBatch() <= batchSize,
                "micro-batch must be at most the batch size " + batchSize,
                machine.microBatch());
        Require.that(
                model.grid().channels() == 3,
                "the model must have 3 channels, as the images",
                model.grid().channels());
        freeze.validate(model.encoder());
    }

    @Override
    public TrainingPlan withMachine(MachinePlan machine) {
        return new TrainingPlan(
                recipe, model, data, batchSize, optimizer, schedule, freeze, machine, saving, guard, seed, init);
    }

    @Override
    public String command() {
        return "pretrain";
    }

    @Override
    public Map<String, String> fixedSettings() {
        return Map.of("model.", "the model and the masks of a run cannot change; " + anew());
    }

    @Override
    public String anew() {
        return "--init starts a new run from its weights";
    }

    /** A builder that starts with all settings of a recipe. */
    public static TrainingPlanBuilder recipe(String name) {
        return new TrainingPlanBuilder(Recipe.find(name).plan());
    }
}
