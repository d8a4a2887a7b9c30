package dev.pixio.train.plan;

import dev.pixio.data.JpegScaling;
import dev.pixio.data.tar.TarSource;
import dev.pixio.model.config.Require;
import java.nio.file.Path;

/**
 * The training data and its augmentation.
 *
 * @param source {@code scenes}, or what a user names as images: folders, lists, patterns, names, with or without weights
 * @param scenes number of different scenes per epoch, if the source is {@code scenes}
 * @param minScale smallest share of an image's area that a random crop takes
 * @param maxScale largest share of an image's area that a random crop takes
 * @param flip probability of a horizontal flip
 * @param maxUnreadable largest share of unreadable images; the run stops if there are more
 * @param jpegScaling whether JPEG images that are much larger than the model input are decoded at reduced size
 * @param root folder of data sets that the source names; the current folder if it is empty
 * @param shuffleBuffer images among which an epoch is shuffled if archives are read forwards
 * @param curation which images of the source are used, by their scores
 */
public record DataPlan(
        String source,
        int scenes,
        double minScale,
        double maxScale,
        double flip,
        double maxUnreadable,
        JpegScaling jpegScaling,
        String root,
        int shuffleBuffer,
        CurationPlan curation) {

    /** The source that renders scenes and needs no files. */
    public static final String SCENES = "scenes";

    public DataPlan {
        Require.that(!source.isBlank(), "data must be a folder or '" + SCENES + "'", "'" + source + "'");
        Require.that(scenes >= 1, "scenes must be at least 1", scenes);
        Require.that(
                minScale > 0 && minScale <= maxScale && maxScale <= 1,
                "the crop scale must be 0 < minimum <= maximum <= 1",
                minScale + " to " + maxScale);
        Require.that(flip >= 0 && flip <= 1, "the probability of a flip must be 0 to 1", flip);
        Require.that(
                maxUnreadable >= 0 && maxUnreadable <= 1,
                "the share of unreadable images must be 0 to 1",
                maxUnreadable);
        Require.that(shuffleBuffer >= 1, "the shuffle buffer must be at least 1", shuffleBuffer);
        Require.that(
                curation.usesAll() || !source.equals(SCENES),
                "scores are for images of files; scenes are rendered",
                "'" + curation.scores() + "'");
    }

    /** All images of a source, without a folder of data sets, and with the default buffer. */
    public DataPlan(
            String source,
            int scenes,
            double minScale,
            double maxScale,
            double flip,
            double maxUnreadable,
            JpegScaling jpegScaling) {
        this(
                source,
                scenes,
                minScale,
                maxScale,
                flip,
                maxUnreadable,
                jpegScaling,
                "",
                TarSource.DEFAULT_BUFFER,
                CurationPlan.NONE);
    }

    /** A copy with another source. */
    public DataPlan withSource(String other) {
        return new DataPlan(
                other, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling, root, shuffleBuffer, curation);
    }

    /** A copy with another folder of data sets, and another buffer. */
    public DataPlan withReading(String otherRoot, int otherBuffer) {
        return new DataPlan(
                source, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling, otherRoot, otherBuffer, curation);
    }

    /**
     * A copy that uses other images of the source.
     *
     * @throws IllegalArgumentException if the source renders scenes, which have no scores
     */
    public DataPlan withCuration(CurationPlan other) {
        return new DataPlan(
                source, scenes, minScale, maxScale, flip, maxUnreadable, jpegScaling, root, shuffleBuffer, other);
    }

    /** Whether images are rendered scenes. */
    public boolean drawsScenes() {
        return source.equals(SCENES);
    }

    /** The folder of images, if the source is one. */
    public Path folder() {
        return Path.of(source);
    }
}
