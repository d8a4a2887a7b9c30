package dev.pixio.train.plan;

import dev.pixio.data.JpegScaling;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PixioConfig.TokenStart;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.train.plan.LearningRate.Shape;
import dev.pixio.train.plan.OptimizerPlan.Decayed;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Complete sets of settings, from papers and from other implementations. */
public enum Recipe {
    FIRST(
            "the first run: 192x6x3 at 48 pixels, minutes on two cores, better than an untrained encoder on built-in scenes"),
    QUICK("a short run of a published shape on a CPU: ViT-Ti at 128 pixels and a small decoder"),
    LIGHTLY("lightly's Pixio example: ViT-S, fixed positions, flips, constant learning rate"),
    PAPER("the Pixio paper (arXiv 2512.15715): ViT-H, learned positions, cells of 4 x 4 patches"),
    DENSE("the paper's ablation for dense prediction: cells of 2 x 2 patches, 4 class tokens"),
    MAE("MAE as a baseline (arXiv 2111.06377): masks single patches, 1 class token, 8 decoder blocks");

    private static final double MASK_RATIO = 0.75;

    private final String description;

    Recipe(String description) {
        this.description = description;
    }

    /**
     * The recipe with a name, ignoring case.
     *
     * @throws IllegalArgumentException if there is none; the message lists all recipes
     */
    public static Recipe find(String name) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no recipe '" + name + "'; the recipes are "
                        + Arrays.stream(values()).map(Recipe::toString).collect(Collectors.joining(", "))));
    }

    /** A description in one line. */
    public String description() {
        return description;
    }

    /** The name in lower case, as in commands and files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All settings of a run with this recipe. */
    public TrainingPlan plan() {
        return new TrainingPlan(
                toString(),
                model(),
                TrainingPlan.Input.RGB,
                data(),
                batchSize(),
                optimizer(batchSize()),
                schedule(),
                FreezePlan.NONE,
                MachinePlan.AUTO,
                saving(),
                GuardPlan.STOP,
                0,
                "");
    }

    /** The configuration of the model. */
    public PixioConfig model() {
        return switch (this) {
            case FIRST ->
                model(
                        "192x6x3",
                        new PatchGrid(48, 48, 3, 8),
                        new DecoderConfig(96, 2, 3, 4),
                        1,
                        4,
                        Positions.SINCOS,
                        TokenStart.EQUAL,
                        0);
            case QUICK ->
                model("ti", grid(128), new DecoderConfig(192, 8, 3, 4), 2, 8, Positions.SINCOS, TokenStart.EQUAL, 0);
            case LIGHTLY -> model("s", grid(256), DecoderConfig.PAPER, 4, 8, Positions.SINCOS, TokenStart.FIRST, 0);
            case PAPER -> model("h", grid(256), DecoderConfig.PAPER, 4, 8, Positions.LEARNED, TokenStart.EQUAL, 0.4);
            case DENSE -> model("h", grid(256), DecoderConfig.PAPER, 2, 4, Positions.LEARNED, TokenStart.EQUAL, 0.4);
            case MAE ->
                model("b", grid(224), new DecoderConfig(512, 8, 16, 4), 1, 1, Positions.SINCOS, TokenStart.EQUAL, 0);
        };
    }

    /** The authors' code resizes positions without antialiasing; lightly and timm use antialiasing. */
    private PositionResize positionResize() {
        return this == PAPER || this == DENSE ? PositionResize.PLAIN : PositionResize.ANTIALIASED;
    }

    /** Patches of 16 pixels. */
    private static PatchGrid grid(int side) {
        return new PatchGrid(side, side, 3, 16);
    }

    private PixioConfig model(
            String encoder,
            PatchGrid grid,
            DecoderConfig decoder,
            int cell,
            int classTokens,
            Positions positions,
            TokenStart tokens,
            double dropPath) {
        return new PixioConfig(
                grid,
                ModelCatalog.find(encoder)
                        .encoder()
                        .withClassTokens(classTokens)
                        .withDropPath(dropPath),
                decoder,
                new MaskConfig(MASK_RATIO, cell),
                positions,
                positionResize(),
                tokens);
    }

    /** The data: rendered scenes, with the recipe's augmentation. */
    public DataPlan data() {
        double flip = this == PAPER || this == DENSE ? 0 : 0.5;
        int scenes = this == FIRST ? 8192 : 4096;
        return new DataPlan(DataPlan.SCENES, scenes, 0.2, 1.0, flip, 0.1, JpegScaling.ON);
    }

    /** Number of images per optimizer step. */
    public int batchSize() {
        return switch (this) {
            case QUICK -> 16;
            case FIRST, LIGHTLY -> 64;
            case PAPER, DENSE, MAE -> 256;
        };
    }

    /** Settings of AdamW. The learning rate is proportional to the batch size, except for {@link #LIGHTLY}. */
    public OptimizerPlan optimizer(int batchSize) {
        double scale = batchSize / 256.0;
        return switch (this) {
            case FIRST -> new OptimizerPlan(3.2e-3 * scale, 0.9, 0.95, 0.05, Decayed.MATRICES, 0);
            case QUICK -> new OptimizerPlan(1e-2 * scale, 0.9, 0.95, 0.05, Decayed.MATRICES, 0);
            case LIGHTLY -> new OptimizerPlan(1.5e-4, 0.9, 0.999, 0.01, Decayed.EVERYTHING, 0);
            case PAPER, DENSE -> new OptimizerPlan(2.5e-5 * scale, 0.9, 0.95, 0.05, Decayed.MATRICES, 0);
            case MAE -> new OptimizerPlan(1.5e-4 * scale, 0.9, 0.95, 0.05, Decayed.MATRICES, 0);
        };
    }

    /** Length of the run and schedule of the learning rate. */
    public SchedulePlan schedule() {
        return switch (this) {
            case FIRST -> new SchedulePlan(Shape.COSINE, 0.1, 28, 0);
            case QUICK -> new SchedulePlan(Shape.COSINE, 0.1, 1, 0);
            case LIGHTLY -> new SchedulePlan(Shape.CONSTANT, 0, 10, 0);
            case PAPER, DENSE, MAE -> new SchedulePlan(Shape.COSINE, 0.1, 100, 0);
        };
    }

    /** When checkpoints are saved. */
    public SavingPlan saving() {
        long steps = switch (this) {
            case FIRST -> 1024;
            case QUICK -> 128;
            case LIGHTLY, PAPER, DENSE, MAE -> 500;
        };
        return SavingPlan.everySteps(steps, 3);
    }
}
