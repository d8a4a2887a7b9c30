package dev.pixio.augment;

/**
 * How a resize is made to begin between two pixels, along one axis. A crop of an image that was decoded at a quarter of
 * its size may begin at a quarter of a pixel; cutting at whole pixels instead moves the view by up to half a pixel, which
 * costs up to 31 dB. libtorch resizes whole pixels only, but in steps of any length. So the resize begins some steps
 * earlier, at a place that does lie on a whole pixel, and what it makes up to the crop is dropped.
 *
 * @param first the first pixel of the crop, in whole or in part
 * @param border pixels that are put before it for the steps before the crop
 * @param spare steps before the crop
 * @param step from one pixel of the result to the next, in pixels
 * @param error by how much the crop's begin is missed, in pixels
 */
record ResizeAlignment(int first, int border, int spare, double step, double error) {

    /** What is as good as aligned, in pixels: a view that is moved by so much loses about 1 dB. */
    static final double TOLERANCE = 1.0 / 32;

    /** Steps that are whole pixels never reach a fraction, and nearly whole ones late. */
    private static final int MAX_SPARE = 64;

    /**
     * The alignment with the fewest steps before the crop that is within the tolerance, or the best there is.
     *
     * @param start of the crop, in pixels
     * @param step from one pixel of the result to the next, in pixels
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

    boolean isClose() {
        return error <= TOLERANCE;
    }

    /** Pixels, with the border, that so many steps after the spare ones take. */
    int pixels(int steps) {
        return (int) Math.ceil((spare + steps) * step);
    }
}
