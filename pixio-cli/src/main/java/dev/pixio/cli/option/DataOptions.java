package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.open.DataItem;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images and augmentation of a training. */
@OptionSection("Images")
public final class DataOptions {

    @Option(
            names = "--data",
            paramLabel = "SOURCE",
            order = 1,
            description =
                    "A folder of images, including nested folders; a .txt file with one path per line; a pattern such"
                            + " as 'photos/*.jpg'; tar archives such as 'shards-{000..010}.tar.gz', also on a web server;"
                            + " Parquet or Arrow files such as 'train-*.parquet', with #COLUMN if there are several;"
                            + " videos such as 'clips/*.mp4#fps:1', with #every:30, #fps:1 or #at:0.5+3.2;"
                            + " DICOM files such as 'scans/*.dcm' or dicom:scans;"
                            + " voc2012:train; or 'scenes', rendered during training (default: scenes). Several are"
                            + " repeated or separated by commas; A=0.7,B=0.3 gives each its share of the samples.")
    private @Nullable List<String> sources;

    @Option(
            names = "--scenes",
            paramLabel = "N",
            order = 2,
            description = "Number of scenes per epoch (default: 4096).")
    private @Nullable Integer scenes;

    @Option(
            names = "--min-scale",
            paramLabel = "SHARE",
            order = 3,
            description = "Smallest area of a random crop, as a share of the image (default: 0.2).")
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
            description =
                    "Stop when more than this share of images cannot be read (default: 0.1). Until then they are"
                            + " reported by name, skipped and replaced. Chance is allowed for: before the end of an epoch, four"
                            + " standard deviations more may be unreadable; an epoch of fewer than 20 images has no other limit.")
    private @Nullable Double maxUnreadable;

    @Option(
            names = "--max-broken",
            paramLabel = "SHARE",
            hidden = true,
            description = "The name of --max-unreadable in earlier versions.")
    @SuppressWarnings("UnusedMethod") // picocli calls it
    private void maxBroken(@Nullable Double share) {
        maxUnreadable = share;
    }

    @Option(
            names = "--jpeg-scaling",
            paramLabel = "on|off",
            order = 6,
            description =
                    "Decode a JPEG at 1/2, 1/4 or 1/8 of its size if the crop is at least 2.5 times as large as the"
                            + " model's input (default: on). Loads 25 to 50 %% more 3-megapixel photographs per second;"
                            + " pixels differ by 0.4 to 1 of 255 levels on average (45 to 52 dB). Random choices do not"
                            + " change.")
    private @Nullable JpegScaling jpegScaling;

    @Option(
            names = "--shuffle-buffer",
            paramLabel = "N",
            order = 7,
            description = "Images among which an epoch is shuffled if they are read forwards: in tar archives that are"
                    + " compressed or on a web server, and in Parquet files (default: 4096).")
    private @Nullable Integer shuffleBuffer;

    @Mixin
    private SourceOptions named = new SourceOptions();

    /**
     * How the images of a plan are opened, with the download that the options ask for.
     *
     * @throws IllegalArgumentException if options contradict each other
     */
    public SourceSettings settings(DataPlan plan) {
        return SourceSettings.DEFAULT
                .withShuffleBuffer(plan.shuffleBuffer())
                .withDataSets(Path.of(plan.root()), named.download());
    }

    /**
     * Overrides the settings of a plan with those that were given.
     *
     * @throws IllegalArgumentException if a value is invalid, or a number of scenes is given for images of a folder
     */
    public void apply(TrainingPlanBuilder builder) {
        DataPlan recipe = builder.data();
        String images = sources == null ? recipe.source() : DataItem.join(sources);
        if (scenes != null && !images.equals(DataPlan.SCENES)) {
            throw new IllegalArgumentException(
                    sources == null
                            ? "--scenes needs --data scenes: the settings that it changes have the images of " + images
                            : "--data and --scenes cannot be combined: " + images + " are images of yours");
        }
        named.requireUse(images);
        if (shuffleBuffer != null && !DataSources.STANDARD.usesShuffleBuffer(images)) {
            throw new IllegalArgumentException("--shuffle-buffer is for tar archives and tables, not for " + images);
        }
        builder.data(new DataPlan(
                images,
                scenes == null ? recipe.scenes() : scenes,
                minScale == null ? recipe.minScale() : minScale,
                recipe.maxScale(),
                flip == null ? recipe.flip() : flip,
                maxUnreadable == null ? recipe.maxUnreadable() : maxUnreadable,
                jpegScaling == null ? recipe.jpegScaling() : jpegScaling,
                named.root().orElse(recipe.root()),
                shuffleBuffer == null ? recipe.shuffleBuffer() : shuffleBuffer,
                recipe.curation()));
    }
}
