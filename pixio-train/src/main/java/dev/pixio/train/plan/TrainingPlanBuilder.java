package dev.pixio.train.plan;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.nn.Positions;
import java.nio.file.Path;

/** Builds a {@link TrainingPlan} from an existing one. A later setting replaces an earlier one. */
public final class TrainingPlanBuilder {

    private final String recipe;
    private PixioConfig model;
    private TrainingPlan.Input input;
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

    /** Starts with the settings of a plan. */
    public TrainingPlanBuilder(TrainingPlan plan) {
        this.recipe = plan.recipe();
        this.model = plan.model();
        this.input = plan.input();
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

    /** Trains on the images in a folder and its subfolders. */
    public TrainingPlanBuilder data(Path folder) {
        return data(folder.toString());
    }

    /** Trains on the images in a folder, or on {@code scenes}. */
    public TrainingPlanBuilder data(String source) {
        data = data.withSource(source);
        return this;
    }

    /** Sets all settings of the data. */
    public TrainingPlanBuilder data(DataPlan plan) {
        data = plan;
        return this;
    }

    /** Sets the encoder to one of the catalog; class tokens and drop path are not changed. */
    public TrainingPlanBuilder encoder(String name) {
        EncoderConfig before = model.encoder();
        model = model.withEncoder(ModelCatalog.find(name)
                .encoder()
                .withClassTokens(before.classTokens())
                .withDropPath(before.dropPath()));
        return this;
    }

    /** Sets the size of the model input in pixels. */
    public TrainingPlanBuilder imageSize(int height, int width) {
        PatchGrid before = model.grid();
        model = model.withGrid(new PatchGrid(height, width, before.channels(), before.patchSize()));
        return this;
    }

    /** Sets how files become the input of the model, with its number of channels. */
    public TrainingPlanBuilder input(ImageInput images) {
        PatchGrid before = model.grid();
        model = model.withGrid(new PatchGrid(before.height(), before.width(), images.channels(), before.patchSize()));
        input = TrainingPlan.Input.of(images);
        return this;
    }

    /** How files currently become the input of the model. */
    public ImageInput input() {
        return input.of(model.grid().channels());
    }

    /** Sets the masked share of patches, and the side of a mask cell in patches. */
    public TrainingPlanBuilder mask(double ratio, int cell) {
        model = model.withMask(new MaskConfig(ratio, cell));
        return this;
    }

    /** Sets learned or fixed position embeddings. */
    public TrainingPlanBuilder positions(Positions positions) {
        model = model.withPositions(positions);
        return this;
    }

    /** Sets the configuration of the model. */
    public TrainingPlanBuilder model(PixioConfig config) {
        model = config;
        return this;
    }

    /**
     * Sets the number of images per optimizer step. If the learning rate is the recipe's for the previous batch size,
     * it is changed to the recipe's for the new one.
     */
    public TrainingPlanBuilder batchSize(int images) {
        Require.that(images >= 1, "batch size must be at least 1", images);
        Recipe recipes = Recipe.find(recipe);
        boolean unchanged =
                optimizer.learningRate() == recipes.optimizer(batchSize).learningRate();
        batchSize = images;
        return unchanged ? learningRate(recipes.optimizer(images).learningRate()) : this;
    }

    /** Sets the peak learning rate. */
    public TrainingPlanBuilder learningRate(double peak) {
        optimizer = optimizer.withLearningRate(peak);
        return this;
    }

    /** Sets all settings of the optimizer. */
    public TrainingPlanBuilder optimizer(OptimizerPlan plan) {
        optimizer = plan;
        return this;
    }

    /** Sets the number of passes over the data. */
    public TrainingPlanBuilder epochs(int epochs) {
        schedule = schedule.withEpochs(epochs);
        return this;
    }

    /** Sets the maximum number of optimizer steps; 0 for no limit. */
    public TrainingPlanBuilder maxSteps(long steps) {
        schedule = schedule.withMaxSteps(steps);
        return this;
    }

    /** Sets length and learning rate schedule. */
    public TrainingPlanBuilder schedule(SchedulePlan plan) {
        schedule = plan;
        return this;
    }

    /** Sets which parts of the encoder are frozen. */
    public TrainingPlanBuilder freeze(FreezePlan plan) {
        freeze = plan;
        return this;
    }

    /** Sets device, precision, threads and memory use. */
    public TrainingPlanBuilder machine(MachinePlan plan) {
        machine = plan;
        return this;
    }

    /** Sets when checkpoints are saved. */
    public TrainingPlanBuilder saving(SavingPlan plan) {
        saving = plan;
        return this;
    }

    /** Sets how losses and gradients that are not finite are handled. */
    public TrainingPlanBuilder guard(GuardPlan plan) {
        guard = plan;
        return this;
    }

    /** Sets the seed of all random choices. */
    public TrainingPlanBuilder seed(long value) {
        seed = value;
        return this;
    }

    /** Starts from the weights of a file or run; empty for random initialisation. */
    public TrainingPlanBuilder init(String weights) {
        init = weights;
        return this;
    }

    /** The current settings of the data. */
    public DataPlan data() {
        return data;
    }

    /** The current configuration of the model. */
    public PixioConfig model() {
        return model;
    }

    /** The current settings of the optimizer. */
    public OptimizerPlan optimizer() {
        return optimizer;
    }

    /** The current schedule. */
    public SchedulePlan schedule() {
        return schedule;
    }

    /** The current freeze settings. */
    public FreezePlan freeze() {
        return freeze;
    }

    /** The current machine settings. */
    public MachinePlan machine() {
        return machine;
    }

    /** The current checkpoint settings. */
    public SavingPlan saving() {
        return saving;
    }

    /** The current guard settings. */
    public GuardPlan guard() {
        return guard;
    }

    /**
     * The plan.
     *
     * @throws IllegalArgumentException if settings contradict each other
     */
    public TrainingPlan build() {
        return new TrainingPlan(
                recipe, model, input, data, batchSize, optimizer, schedule, freeze, machine, saving, guard, seed, init);
    }
}
