package dev.pixio.train.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Finds processes that slow the group down, since all wait for the slowest in each step. Compared are the seconds per image over
 * windows of {@value #WINDOW} steps. A process that is slow is reported once, and again after it was as fast as the others.
 */
public final class StragglerWatch {

    /** Steps over which times are summed: one slow step, such as one after a checkpoint, says little. */
    public static final int WINDOW = 20;

    /** Time of a slow process as a multiple of that of the others. */
    private static final double SLOW = 1.5;

    /** Below this multiple it is as fast as they are. */
    private static final double RECOVERED = 1.2;

    /** Part of a second below which a difference per step does not matter. */
    private static final double NEGLIGIBLE = 0.05;

    private final double[] seconds;
    private final boolean[] reported;
    private int steps;

    /** @param processes their number */
    public StragglerWatch(int processes) {
        this.seconds = new double[processes];
        this.reported = new boolean[processes];
    }

    /**
     * A process that is slower than the others.
     *
     * @param process its number
     * @param ratio its seconds per image as a multiple of the others'
     * @param seconds that it takes per step for its images and gradients
     */
    public record Straggler(int process, double ratio, double seconds) {

        /**
         * One line that names it.
         *
         * @param name of the process, with its host if that is known
         */
        public String describe(String name) {
            return String.format(
                    Locale.ROOT,
                    "%s takes %.1f times as long as the others for an image, %.2f s per step, and all wait for it",
                    name,
                    ratio,
                    seconds);
        }
    }

    /**
     * Adds a step.
     *
     * @param taken seconds that each process took for its images and gradients
     * @param images number of images of each process; a process without images is not compared
     * @return the processes that were found slow with this step; mostly none
     */
    public List<Straggler> add(List<Double> taken, int[] images) {
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] += taken.get(i);
        }
        if (++steps < WINDOW) {
            return List.of();
        }
        List<Straggler> found = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            compare(i, images, found);
        }
        Arrays.fill(seconds, 0);
        steps = 0;
        return found;
    }

    private void compare(int process, int[] images, List<Straggler> found) {
        double others = median(IntStream.range(0, seconds.length)
                .filter(i -> i != process && images[i] > 0)
                .mapToDouble(i -> seconds[i] / images[i])
                .sorted()
                .toArray());
        if (images[process] == 0 || !(others > 0)) {
            return;
        }
        double ratio = seconds[process] / images[process] / others;
        double lost = (seconds[process] - others * images[process]) / WINDOW;
        if (ratio > SLOW && lost > NEGLIGIBLE && !reported[process]) {
            reported[process] = true;
            found.add(new Straggler(process, ratio, seconds[process] / WINDOW));
        } else if (ratio < RECOVERED) {
            reported[process] = false;
        }
    }

    /** The lower of the two middle values of an even number, so that one slow process of two others hides nothing; NaN if empty. */
    private static double median(double[] sorted) {
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
    }
}
