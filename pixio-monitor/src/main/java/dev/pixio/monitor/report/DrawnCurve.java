package dev.pixio.monitor.report;

import dev.pixio.monitor.history.Curve;

/**
 * A curve with as many points as a screen shows.
 *
 * @param raw every spike of it
 * @param line the means, made of all points and not of those that are left
 */
public record DrawnCurve(Curve raw, Curve line) {

    private static final int RAW_POINTS = 1200;
    private static final int LINE_POINTS = 500;

    /** Of the points, on either side, that a mean is made of. */
    private static final int SMOOTH = 100;

    private static final int FEWEST = 4;

    public static DrawnCurve of(Curve whole) {
        int around = Math.max(FEWEST, whole.size() / SMOOTH);
        return new DrawnCurve(whole.thinned(RAW_POINTS), whole.smoothed(around).thinned(LINE_POINTS));
    }

    /** Of a curve whose spikes are many times its usual values: geometric means, which a single one does not carry away. */
    public static DrawnCurve ofSpiked(Curve whole) {
        DrawnCurve logarithms = of(whole.each(Math::log));
        return new DrawnCurve(whole.thinned(RAW_POINTS), logarithms.line().each(Math::exp));
    }
}
