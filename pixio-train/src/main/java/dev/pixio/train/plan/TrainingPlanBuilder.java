package dev.pixio.train.plan;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.nn.Positions;
import java.nio.file.Path;

/** Makes a {@link TrainingPlan} from a recipe and what is set on top of it; a later setting replaces an earlier one. */
public final class TrainingPlanBuilder {

    private final String recipe;
    private PixioConfig model;
    private DataPlan data;
    private int batchSize;
    private OptimizerPlan optimizer;
    private SchedulePlan schedule;
    private FreezePlan freeze;
    private MachinePlan machine;
    private SavingPlan saving;
    private GuardPlan guard;
    private long seed;
    private String init;

    /** Begins with a plan that was made before. */
    public TrainingPlanBuilder(TrainingPlan plan) {
        this.recipe = plan.recipe();
        this.model = plan.model();
        this.data = plan.data();
        this.batchSize = plan.batchSize();
        this.optimizer = plan.optimizer();
        this.schedule = plan.schedule();
        this.freeze = plan.freeze();
        this.machine = plan.machine();
        this.saving = plan.saving();
        this.guard = plan.guard();
        this.seed = plan.seed();
        this.init = plan.init();
    }

    /** Learns from the images in a folder and the folders in it. */
    public TrainingPlanBuilder data(Path folder) {
        return data(folder.toString());
    }

    /** Learns from a folder, or from {@code scenes}. */
    public TrainingPlanBuilder data(String source) {
        data = data.withSource(source);
        return this;
    }

    /** Replaces all that concerns images. */
    public TrainingPlanBuilder data(DataPlan plan) {
        data = plan;
        return this;
    }

    /** Replaces the encoder with one of the catalog, keeping the recipe's class tokens and drop path. */
    public TrainingPlanBuilder encoder(String name) {
        EncoderConfig before = model.encoder();
        model = model.withEncoder(ModelCatalog.find(name)
                .encoder()
                .withClassTokens(before.classTokens())
                .withDropPath(before.dropPath()));
        return this;
    }

    /** Sets the image's size in pixels. */
    public TrainingPlanBuilder imageSize(int height, int width) {
        PatchGrid before = model.grid();
        model = model.withGrid(new PatchGrid(height, width, before.channels(), before.patchSize()));
        return this;
    }

    /** Sets what share is masked, in cells of how many patches a side. */
    public TrainingPlanBuilder mask(double ratio, int cell) {
        model = model.withMask(new MaskConfig(ratio, cell));
        return this;
    }

    /** Sets trained or fixed positions. */
    public TrainingPlanBuilder positions(Positions positions) {
        model = model.withPositions(positions);
        return this;
    }

    /** Replaces the whole model. */
    public TrainingPlanBuilder model(PixioConfig config) {
        model = config;
        return this;
    }

    /**
     * Sets the images of an optimizer step. Where the learning rate is still the recipe's for the batch size so far, it
     * becomes the recipe's for this one.
     */
    public TrainingPlanBuilder batchSize(int images) {
        Require.that(images >= 1, "batch size must be at least 1", images);
        Recipe recipes = Recipe.find(recipe);
        boolean untouched =
                optimizer.learningRate() == recipes.optimizer(batchSize).learningRate();
        batchSize = images;
        return untouched ? learningRate(recipes.optimizer(images).learningRate()) : this;
    }

    /** Sets the highest learning rate. */
    public TrainingPlanBuilder learningRate(double peak) {
        optimizer = optimizer.withLearningRate(peak);
        return this;
    }

    /** Replaces all that concerns the optimizer. */
    public TrainingPlanBuilder optimizer(OptimizerPlan plan) {
        optimizer = plan;
        return this;
    }

    /** Sets how often each image is seen. */
    public TrainingPlanBuilder epochs(int epochs) {
        schedule = schedule.withEpochs(epochs);
        return this;
    }

    /** Ends the run after so many optimizer steps at the latest; 0 for no such limit. */
    public TrainingPlanBuilder maxSteps(long steps) {
        schedule = schedule.withMaxSteps(steps);
        return this;
    }

    /** Replaces the whole schedule. */
    public TrainingPlanBuilder schedule(SchedulePlan plan) {
        schedule = plan;
        return this;
    }

    /** Sets what of the encoder is held fixed. */
    public TrainingPlanBuilder freeze(FreezePlan plan) {
        freeze = plan;
        return this;
    }

    /** Sets what of the machine is used. */
    public TrainingPlanBuilder machine(MachinePlan plan) {
        machine = plan;
        return this;
    }

    /** Sets when the model is saved. */
    public TrainingPlanBuilder saving(SavingPlan plan) {
        saving = plan;
        return this;
    }

    /** Sets what happens when training goes wrong. */
    public TrainingPlanBuilder guard(GuardPlan plan) {
        guard = plan;
        return this;
    }

    /** Sets the name of all random choices. */
    public TrainingPlanBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Begins with the weights of a file or run; empty for new ones. */
    public TrainingPlanBuilder init(String weights) {
        init = weights;
        return this;
    }

    /** What is set for images so far. */
    public DataPlan data() {
        return data;
    }

    /** The model's shape so far. */
    public PixioConfig model() {
        return model;
    }

    /** What is set for the optimizer so far. */
    public OptimizerPlan optimizer() {
        return optimizer;
    }

    /** The schedule so far. */
    public SchedulePlan schedule() {
        return schedule;
    }

    /** What is held fixed so far. */
    public FreezePlan freeze() {
        return freeze;
    }

    /** What is set for the machine so far. */
    public MachinePlan machine() {
        return machine;
    }

    /** What is set for saving so far. */
    public SavingPlan saving() {
        return saving;
    }

    /** What happens so far when training goes wrong. */
    public GuardPlan guard() {
        return guard;
    }

    /**
     * The plan.
     *
     * @throws IllegalArgumentException if its parts do not fit each other
     */
    public TrainingPlan build() {
        return new TrainingPlan(
                recipe, model, data, batchSize, optimizer, schedule, freeze, machine, saving, guard, seed, init);
    }
}
