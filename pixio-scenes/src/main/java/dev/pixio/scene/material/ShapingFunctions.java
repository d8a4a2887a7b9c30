package dev.pixio.scene.material;

/** Curves for textures and lighting that use only arithmetic with exactly defined results. */
public final class ShapingFunctions {

    private ShapingFunctions() {}

    /** Clamps to 0 .. 1. */
    public static double clamp(double x) {
        return x > 0 ? (x < 1 ? x : 1) : 0;
    }

    /** Smoothstep: 0 below low, 1 above high, cubic between. */
    public static double step(double low, double high, double x) {
        double t = clamp((x - low) / (high - low));
        return t * t * (3 - 2 * t);
    }

    /** The fractional part, 0 .. 1, also for negative numbers. */
    public static double fraction(double x) {
        return x - Math.floor(x);
    }

    /** Like {@code (1 + sin(pi * x)) / 2}: period 2, range 0 .. 1. */
    static double wave(double x) {
        double triangle = Math.abs(2 * fraction(0.5 * x) - 1);
        return triangle * triangle * (3 - 2 * triangle);
    }

    /**
     * A square wave of period 2 and range -1 .. 1, averaged over a pixel.
     *
     * @param width of the pixel
     */
    static double square(double x, double width) {
        double w = Math.max(width, 1e-3);
        double before = Math.abs(fraction(0.5 * (x - 0.5 * w)) - 0.5);
        double after = Math.abs(fraction(0.5 * (x + 0.5 * w)) - 0.5);
        return 2 * (before - after) / w;
    }

    /**
     * The share of a pixel that a disc or line covers.
     *
     * @param inside distance of the pixel's centre from the edge; negative outside
     * @param width of the pixel
     */
    public static double coverage(double inside, double width) {
        return clamp(inside / Math.max(width, 1e-6) + 0.5);
    }
}
