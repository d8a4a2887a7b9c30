package dev.pixio.eval.plot;

import java.util.Locale;

/** Intervals between the grid lines of an axis. */
public final class RoundStep {

    private RoundStep() {}

    /** The next of 1, 2, 5, 10, 20, ... and of their tenths that is not smaller. */
    public static double atLeast(double least) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9))));
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= least) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** A multiple of a step, with as many decimals as the step has. */
    public static String label(double value, double step) {
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
