package dev.pixio.downstream.layout;

import dev.pixio.downstream.task.DepthRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What folders of a user do not state. Published layouts have their own values, of which these replace those that are given.
 *
 * @param task segmentation or depth
 * @param classes names of the classes, in the order of their labels; empty for those of the layout, or numbers
 * @param perMetre number that is stored for one metre of depth
 * @param range depths that count
 * @param testShare share of the samples that are held out for the test where the layout has none
 * @param seed of the held-out samples
 */
public record PairSettings(
        Wanted task,
        List<String> classes,
        OptionalDouble perMetre,
        Optional<DepthRange> range,
        double testShare,
        long seed) {

    /** What is to be predicted. */
    public enum Wanted {
        SEGMENTATION,
        DEPTH
    }

    /** Millimetres, as in NYUv2 and most sensors. */
    public static final double MILLIMETRES = 1000;

    /** @throws IllegalArgumentException if the share is not between 0 and 1 */
    public PairSettings {
        classes = List.copyOf(classes);
        if (!(testShare > 0 && testShare < 1)) {
            throw new IllegalArgumentException("the test share must be between 0 and 1, not " + testShare);
        }
    }

    /** The usual settings for a task. */
    public static PairSettings of(Wanted task) {
        return new PairSettings(task, List.of(), OptionalDouble.empty(), Optional.empty(), 0.2, 0);
    }
}
