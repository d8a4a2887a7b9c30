package dev.pixio.image.resize;

/**
 * The taps of a resize along one axis: for each output pixel, the input pixels and their weights, by the antialiased bicubic filter of
 * Pillow and torchvision.
 *
 * @see <a href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Resample.c of Pillow</a>
 */
final class BicubicFilter {

    /** Half width of the filter at scale 1, in pixels. */
    private static final double RADIUS = 2;

    /** Parameter of the cubic filter (Keys 1981) as in Pillow; OpenCV uses -0.75. */
    private static final double A = -0.5;

    private final int maxTaps; // per output pixel
    private final int[] starts;
    private final int[] counts;
    private final double[] weights; // [outputs, maxTaps]

    /**
     * Computes the taps.
     *
     * @param length number of input pixels
     * @param resized number of output pixels of the whole line
     * @param first the first output pixel that is computed
     * @param outputs number of output pixels that are computed
     */
    BicubicFilter(int length, int resized, int first, int outputs) {
        double scale = (double) length / resized;
        double stretch = Math.max(scale, 1);
        double support = RADIUS * stretch;
        this.maxTaps = 2 * (int) Math.ceil(support) + 1;
        this.starts = new int[outputs];
        this.counts = new int[outputs];
        this.weights = new double[outputs * maxTaps];
        for (int output = 0; output < outputs; output++) {
            double centre = (first + output + 0.5) * scale;
            int start = Math.max(0, (int) (centre - support + 0.5));
            int count = Math.min(length, (int) (centre + support + 0.5)) - start;
            int row = output * maxTaps;
            double sum = 0;
            for (int tap = 0; tap < count; tap++) {
                weights[row + tap] = bicubic((tap + start - centre + 0.5) * (1 / stretch));
                sum += weights[row + tap];
            }
            for (int tap = 0; tap < count && sum != 0; tap++) {
                weights[row + tap] /= sum;
            }
            starts[output] = start;
            counts[output] = count;
        }
    }

    private static double bicubic(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    /** Number of output pixels that are computed. */
    int outputs() {
        return starts.length;
    }

    /** The first input pixel of an output pixel. */
    int start(int output) {
        return starts[output];
    }

    /** Number of input pixels of an output pixel. */
    int count(int output) {
        return counts[output];
    }

    /** Maximum number of taps per output pixel. */
    int maxTaps() {
        return maxTaps;
    }

    /** A weight of an output pixel. */
    double weight(int output, int tap) {
        return weights[output * maxTaps + tap];
    }
}
