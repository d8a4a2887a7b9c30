package dev.pixio.downstream.finetune.plan;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.layout.PairSettings;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.model.config.Require;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Data with a true value for each pixel.
 *
 * @param layout name of the layout of the folder; empty if it is recognised
 * @param classes names of the classes with commas between them; empty for those of the layout
 * @param depthScale number that is stored for one metre; 0 for that of the layout
 * @param minDepth smallest depth that counts, in metres; 0 for that of the layout
 * @param maxDepth largest depth that counts, in metres; 0 for that of the layout
 * @param testShare share of the samples that are held out for the test where the layout has none
 * @param smallest the least factor by which training images are resized
 * @param largest the greatest factor
 */
public record DensePlan(
        String layout,
        String classes,
        double depthScale,
        double minDepth,
        double maxDepth,
        double testShare,
        double smallest,
        double largest) {

    private static final double LEAST_DEPTH = 0.001;

    public DensePlan {
        Require.that(
                depthScale >= 0, "the number for one metre must be more than 0 (0 is that of the data)", depthScale);
        Require.that(
                minDepth >= 0 && maxDepth >= 0 && (maxDepth == 0 || minDepth < maxDepth),
                "depths must be 0 <= smallest < largest",
                minDepth + " to " + maxDepth);
        Require.that(testShare > 0 && testShare < 1, "the test share must be between 0 and 1", testShare);
        new DenseAugmentation(smallest, largest, 0);
    }

    /** Recognised data, with the published augmentation. */
    public static DensePlan of(TaskKind task) {
        DenseAugmentation published = task == TaskKind.DEPTH ? DenseAugmentation.DEPTH : DenseAugmentation.SEGMENTATION;
        return new DensePlan("", "", 0, 0, 0, 0.2, published.smallest(), published.largest());
    }

    /** A copy with other names of classes. */
    public DensePlan withClasses(String names) {
        return new DensePlan(layout, names, depthScale, minDepth, maxDepth, testShare, smallest, largest);
    }

    /** A copy with other depths. */
    public DensePlan withDepths(double scale, double min, double max) {
        return new DensePlan(layout, classes, scale, min, max, testShare, smallest, largest);
    }

    /** The augmentation of training samples. */
    public DenseAugmentation augmentation(double flip) {
        return new DenseAugmentation(smallest, largest, flip);
    }

    /** How folders are read. */
    public PairSettings settings(TaskKind task, long seed) {
        return new PairSettings(
                task == TaskKind.DEPTH ? PairSettings.Wanted.DEPTH : PairSettings.Wanted.SEGMENTATION,
                classes.isEmpty()
                        ? List.of()
                        : Arrays.stream(classes.split(",", -1))
                                .map(String::strip)
                                .toList(),
                depthScale > 0 ? OptionalDouble.of(depthScale) : OptionalDouble.empty(),
                maxDepth > 0
                        ? Optional.of(new DepthRange(minDepth > 0 ? minDepth : LEAST_DEPTH, maxDepth))
                        : Optional.empty(),
                testShare,
                seed);
    }
}
