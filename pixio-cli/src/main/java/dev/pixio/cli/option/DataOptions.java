package dev.pixio.cli.option;

import dev.pixio.data.JpegScaling;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images, and how they are varied. */
public final class DataOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            order = 1,
            description = "A folder of images, with the folders in it; or 'scenes', drawn as they are needed (default:"
                    + " scenes).")
    private @Nullable String source;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            order = 2,
            description = "Different scenes in an epoch (default: 4096).")
    private @Nullable Integer scenes;

    @Option(
            names = "--min-scale",
            paramLabel = "SHARE",
            order = 3,
            description = "Smallest share of an image's area that a random crop takes (default: 0.2).")
    private @Nullable Double minScale;

    @Option(
            names = "--flip",
            paramLabel = "P",
            order = 4,
            description = "Probability of a horizontal flip (default: 0.5; paper and dense: 0).")
    private @Nullable Double flip;

    @Option(
            names = "--max-unreadable",
            paramLabel = "SHARE",
            order = 5,
            description = "Stop when more than this share of images cannot be read (default: 0.1). Others are named,"
                    + " skipped and replaced.")
    private @Nullable Double maxUnreadable;

    @Option(
            names = "--max-broken",
            paramLabel = "SHARE",
            hidden = true,
            description = "The name of --max-unreadable in earlier versions.")
    private @Nullable Double maxBroken;

    @Option(
            names = "--jpeg-scaling",
            paramLabel = "on|off",
            order = 6,
            description =
                    "Decode a JPEG at 1/2, 1/4 or 1/8 of its size where a crop is at least 2.5 times as large as the"
                            + " model's input (default: on). Of 3-megapixel photographs a quarter to a half more are loaded a"
                            + " second, and a value differs by 0.4 to 1 of 255 levels on average (45 to 52 dB) from one that is"
                            + " decoded whole. Random choices are the same. off: every pixel as without it.")
    private @Nullable JpegScaling jpegScaling;

    public void apply(TrainingPlanBuilder builder) {
        DataPlan recipe = builder.data();
        builder.data(new DataPlan(
                source == null ? recipe.source() : source,
                scenes == null ? recipe.scenes() : scenes,
                minScale == null ? recipe.minScale() : minScale,
                recipe.maxScale(),
                flip == null ? recipe.flip() : flip,
                maxUnreadable(recipe),
                jpegScaling == null ? recipe.jpegScaling() : jpegScaling));
    }

    private double maxUnreadable(DataPlan recipe) {
        if (maxUnreadable != null) {
            return maxUnreadable;
        }
        return maxBroken == null ? recipe.maxUnreadable() : maxBroken;
    }
}
