package dev.pixio.augment;

/**
 * Aligns a resize with a crop that starts between two pixels, along one axis. A crop of an image that was decoded at a
 * quarter of its size may start at a quarter of a pixel. Rounding to whole pixels shifts the view by up to half a pixel,
 * which costs up to 31 dB. libtorch resizes whole pixels only, but with any step. So the resize starts some steps earlier,
 * at a whole pixel, and its output before the crop is discarded.
 *
 * @param first the first pixel that the crop overlaps
 * @param border number of pixels of padding before {@code first}
 * @param spare number of output pixels before the crop, which are discarded
 * @param step distance between output pixels, in input pixels
 * @param error remaining shift of the start of the crop, in input pixels
 */
record ResizeAlignment(int first, int border, int spare, double step, double error) {

    /** Largest acceptable error, in pixels: a view that is shifted by this much loses about 1 dB. */
    static final double TOLERANCE = 1.0 / 32;

    /** Limit of the search: multiples of an integer step never reach a fraction, and those of a nearly integer one late. */
    private static final int MAX_SPARE = 64;

    /**
     * The alignment with the fewest discarded pixels whose error is within the tolerance, or else the smallest error.
     *
     * @param start of the crop, in input pixels
     * @param step distance between output pixels, in input pixels
     */
    static ResizeAlignment of(double start, double step) {
        int first = (int) Math.floor(start);
        double offset = start - first;
        ResizeAlignment best = new ResizeAlignment(first, 0, 0, step, offset);
        for (int spare = 1; spare <= MAX_SPARE && !best.isClose(); spare++) {
            int border = (int) Math.max(0, Math.rint(spare * step - offset));
            double error = Math.abs(spare * step - border - offset);
            if (error < best.error) {
                best = new ResizeAlignment(first, border, spare, step, error);
            }
        }
        return best;
    }

    /** Whether the error is within the tolerance. */
    boolean isClose() {
        return error <= TOLERANCE;
    }

    /** Number of input pixels, with the border, for this number of output pixels after the discarded ones. */
    int pixels(int steps) {
        return (int) Math.ceil((spare + steps) * step);
    }
}
