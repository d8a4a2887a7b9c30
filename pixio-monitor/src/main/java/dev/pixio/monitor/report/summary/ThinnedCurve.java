package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.Curve;

/**
 * A curve with as many points as a screen shows.
 *
 * @param raw every spike of it
 * @param line the means, made of all points and not of those that are left
 */
public record ThinnedCurve(Curve raw, Curve line) {

    private static final int RAW_POINTS = 1200;
    private static final int LINE_POINTS = 500;

    /** Of the points, on either side, that a mean is made of. */
    private static final int SMOOTH = 100;

    private static final int FEWEST = 4;

    public static ThinnedCurve of(Curve whole) {
        int around = Math.max(FEWEST, whole.size() / SMOOTH);
        return new ThinnedCurve(
                whole.thinned(RAW_POINTS), whole.smoothed(around).thinned(LINE_POINTS));
    }

    /** Of a curve whose spikes are many times its usual values: geometric means, which a single one does not carry away. */
    public static ThinnedCurve ofSpiked(Curve whole) {
        ThinnedCurve logarithms = of(whole.each(Math::log));
        return new ThinnedCurve(whole.thinned(RAW_POINTS), logarithms.line().each(Math::exp));
    }
}
