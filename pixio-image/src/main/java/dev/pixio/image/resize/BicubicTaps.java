package dev.pixio.image.resize;

/**
 * The taps of a resize along one axis: for each output pixel, the input pixels and their weights. This is Pillow's
 * antialiased bicubic filter in the fixed-point numbers that Pillow uses for 8-bit images.
 *
 * @see <a href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Resample.c of Pillow</a>
 */
final class BicubicTaps {

    /** Fraction bits of a weight: of 32 bits, 8 are for the pixel and 2 for sums that overshoot. */
    static final int FRACTION_BITS = 32 - 8 - 2;

    private final int first; // first output pixel
    private final BicubicFilter filter;
    private final int[] weights; // [outputs, maxTaps]

    /**
     * Computes the taps.
     *
     * @param length number of input pixels
     * @param resized number of output pixels of the whole line
     * @param first the first output pixel that is computed
     * @param outputs number of output pixels that are computed
     */
    BicubicTaps(int length, int resized, int first, int outputs) {
        this.first = first;
        this.filter = new BicubicFilter(length, resized, first, outputs);
        this.weights = new int[outputs * filter.maxTaps()];
        for (int output = 0; output < outputs; output++) {
            for (int tap = 0; tap < filter.count(output); tap++) {
                double weight = filter.weight(output, tap);
                weights[output * filter.maxTaps() + tap] =
                        (int) (weight * (1 << FRACTION_BITS) + (weight < 0 ? -0.5 : 0.5));
            }
        }
    }

    /** Number of output pixels that are computed. */
    int outputs() {
        return filter.outputs();
    }

    /** The first output pixel that is computed. */
    int first() {
        return first;
    }

    /** The first input pixel of an output pixel. */
    int start(int output) {
        return filter.start(output);
    }

    /** Number of input pixels of an output pixel. */
    int count(int output) {
        return filter.count(output);
    }

    /** Maximum number of taps per output pixel. */
    int maxTaps() {
        return filter.maxTaps();
    }

    /** The weights, {@code [outputs, maxTaps]}, of which the first {@link #count} of each row are used. */
    int[] weights() {
        return weights;
    }

    /** The first input pixel that is used. */
    int begin() {
        return filter.start(0);
    }

    /** One after the last input pixel that is used. */
    int end() {
        return filter.start(outputs() - 1) + filter.count(outputs() - 1);
    }

    /** Converts a sum of weighted pixels to a pixel. */
    static int clipped(int sum) {
        return Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
}
