package dev.pixio.train.plan;

import dev.pixio.data.JpegScaling;
import dev.pixio.model.config.Require;
import java.nio.file.Path;

/**
 * Which images are learned from, and how they are varied.
 *
 * @param source {@code scenes}, or a folder of images
 * @param scenes how many different scenes an epoch has, where the source is scenes
 * @param minScale least share of an image's area that a crop takes
 * @param maxScale largest share
 * @param flip probability of a horizontal flip
 * @param maxUnreadable share of images that may be unreadable before the run stops
 * @param jpegScaling whether JPEG files that are much larger than a view are decoded smaller
 */
public record DataPlan(
        String source,
        int scenes,
        double minScale,
        double maxScale,
        double flip,
        double maxUnreadable,
        JpegScaling jpegScaling) {

    /** The source that needs no files: drawn scenes. */
    public static final String SCENES = "scenes";

    public DataPlan {
        Require.that(!source.isBlank(), "data must be a folder or '" + SCENES + "'", "'" + source + "'");
        Require.that(scenes >= 1, "scenes must be at least 1", scenes);
        Require.that(
                minScale > 0 && minScale <= maxScale && maxScale <= 1,
                "the crop's scale must be 0 < least <= most <= 1",
                minScale + " to " + maxScale);
        Require.that(flip >= 0 && flip <= 1, "the flip's probability must be 0 to 1", flip);
        Require.that(maxUnreadable >= 0 && maxUnreadable <= 1, "the share of unreadable images must be 0 to 1", maxUnreadable);
    }

    /** The same with another source. */
    public DataPlan withSource(String other) {
        return new DataPlan(other, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling);
    }

    /** Whether images are drawn rather than read. */
    public boolean drawsScenes() {
        return source.equals(SCENES);
    }

    /** The folder, where the source is one. */
    public Path folder() {
        return Path.of(source);
    }
}
