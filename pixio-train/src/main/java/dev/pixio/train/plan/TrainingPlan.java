package dev.pixio.train.plan;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import java.util.Map;

/**
 * All settings of a pre-training, validated on creation. A run saves its plan as {@code config.yaml}, from which it can be
 * repeated.
 *
 * @param recipe name of the recipe from which the plan was built
 * @param model configuration of the model
 * @param input how files become the input of the model
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
        Input input,
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

    private static final int SCENE_CHANNELS = 3;

    public TrainingPlan {
        Require.that(batchSize >= 1, "batch size must be at least 1", batchSize);
        Require.that(
                machine.microBatch() <= batchSize,
                "micro-batch must be at most the batch size " + batchSize,
                machine.microBatch());
        ImageInput images = input.of(model.grid().channels());
        if (data.drawsScenes() && images.channels() != 1 && images.channels() != SCENE_CHANNELS) {
            throw new IllegalArgumentException("built-in scenes have 3 channels, or are read as grey: for "
                    + images.channels() + " channels give images of yours as data");
        }
        freeze.validate(model.encoder());
    }

    /**
     * How files become the input of the model; the number of channels is that of the model.
     *
     * @param scale {@code rgb8}, {@code range}, {@code window:LOW..HIGH} or {@code percentiles:LOW..HIGH}
     * @param pages what the pages of a TIFF are
     * @param mean of each channel after scaling, separated by spaces
     * @param deviation standard deviation of each channel after scaling, separated by spaces
     * @param view channels that pictures show as red, green and blue, counted from 1, separated by spaces
     */
    public record Input(String scale, Pages pages, String mean, String deviation, String view) {

        /** Photographs. */
        public static final Input RGB = of(ImageInput.RGB);

        /** The settings of an input. */
        public static Input of(ImageInput input) {
            return new Input(
                    input.scaling().toString(),
                    input.pages(),
                    ImageInput.numbers(input.mean()),
                    ImageInput.numbers(input.deviation()),
                    ImageInput.numbers(input.view()));
        }

        /**
         * The input of a model.
         *
         * @throws IllegalArgumentException in one line, if a setting is not valid for as many channels
         */
        public ImageInput of(int channels) {
            return new ImageInput(
                    channels,
                    Scaling.parse(scale),
                    pages,
                    ImageInput.numbers(mean),
                    ImageInput.numbers(deviation),
                    ImageInput.view(view));
        }
    }

    /** How files become the input of the model. */
    public ImageInput imageInput() {
        return input.of(model.grid().channels());
    }

    @Override
    public TrainingPlan withMachine(MachinePlan machine) {
        return new TrainingPlan(
                recipe, model, input, data, batchSize, optimizer, schedule, freeze, machine, saving, guard, seed, init);
    }

    @Override
    public String command() {
        return "pretrain";
    }

    @Override
    public Map<String, String> fixedSettings() {
        return Map.of(
                "model.", "the model and the masks of a run cannot change; " + anew(),
                "input.", "the next images would differ; " + anew());
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
