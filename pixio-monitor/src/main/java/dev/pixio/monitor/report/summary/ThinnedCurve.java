package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.Curve;

/**
 * A curve with as many points as a chart can show.
 *
 * @param raw downsampled values, with all spikes
 * @param line moving average of all points, downsampled
 */
public record ThinnedCurve(Curve raw, Curve line) {

    private static final int RAW_POINTS = 1200;
    private static final int LINE_POINTS = 500;

    /** The moving average uses one hundredth of the points on either side. */
    private static final int RADIUS_DIVISOR = 100;

    private static final int MIN_RADIUS = 4;

    /** With arithmetic means. */
    public static ThinnedCurve of(Curve whole) {
        int radius = Math.max(MIN_RADIUS, whole.size() / RADIUS_DIVISOR);
        return new ThinnedCurve(
                whole.thinned(RAW_POINTS), whole.smoothed(radius).thinned(LINE_POINTS));
    }

    /** With geometric means, for curves whose spikes are orders of magnitude above the other values. */
    public static ThinnedCurve withGeometricMean(Curve whole) {
        ThinnedCurve logarithms = of(whole.map(Math::log));
        return new ThinnedCurve(whole.thinned(RAW_POINTS), logarithms.line().map(Math::exp));
    }
}
