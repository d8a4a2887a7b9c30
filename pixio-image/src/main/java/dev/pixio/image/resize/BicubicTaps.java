package dev.pixio.image.resize;

/**
 * Which pixels of a line make each pixel of a resized one, and with what weights: Pillow's antialiased bicubic filter, in
 * the fixed-point numbers that it uses for 8-bit images.
 *
 * @see <a href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">Resample.c of Pillow</a>
 */
final class BicubicTaps {

    /** Bits behind the point of a weight: 8 are for the pixel and 2 for sums that overshoot. */
    static final int FRACTION_BITS = 32 - 8 - 2;

    /** How far the filter reaches at full size, in pixels. */
    private static final double REACH = 2;

    /** Keys's parameter: of what is usual, Pillow takes the softer. */
    private static final double A = -0.5;

    private final int first; // the first pixel of the resized line that is wanted
    private final int most; // taps of a pixel at most
    private final int[] starts;
    private final int[] counts;
    private final int[] weights; // [wanted, most]

    /**
     * Prepares a line.
     *
     * @param length pixels of the line
     * @param resized pixels of the resized line
     * @param first the first pixel of the resized line that is wanted
     * @param wanted how many of them
     */
    BicubicTaps(int length, int resized, int first, int wanted) {
        double scale = (double) length / resized;
        double stretch = Math.max(scale, 1);
        double support = REACH * stretch;
        this.first = first;
        this.most = 2 * (int) Math.ceil(support) + 1;
        this.starts = new int[wanted];
        this.counts = new int[wanted];
        this.weights = new int[wanted * most];
        double[] exact = new double[most];
        for (int place = 0; place < wanted; place++) {
            double centre = (first + place + 0.5) * scale;
            int start = Math.max(0, (int) (centre - support + 0.5));
            int count = Math.min(length, (int) (centre + support + 0.5)) - start;
            double sum = 0;
            for (int tap = 0; tap < count; tap++) {
                exact[tap] = bicubic((tap + start - centre + 0.5) * (1 / stretch));
                sum += exact[tap];
            }
            for (int tap = 0; tap < count; tap++) {
                double weight = sum == 0 ? exact[tap] : exact[tap] / sum;
                weights[place * most + tap] = (int) (weight * (1 << FRACTION_BITS) + (weight < 0 ? -0.5 : 0.5));
            }
            starts[place] = start;
            counts[place] = count;
        }
    }

    private static double bicubic(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    /** The pixels of the resized line that are wanted. */
    int wanted() {
        return starts.length;
    }

    /** The first pixel of the resized line that is wanted. */
    int first() {
        return first;
    }

    /** The first pixel that a wanted one is made of. */
    int start(int place) {
        return starts[place];
    }

    /** How many pixels a wanted one is made of. */
    int count(int place) {
        return counts[place];
    }

    /** Taps of a pixel at most. */
    int most() {
        return most;
    }

    /** The weights of all wanted pixels, {@link #most} each of which {@link #count} are used. */
    int[] weights() {
        return weights;
    }

    /** The first pixel of the line that is used at all. */
    int begin() {
        return starts[0];
    }

    /** Behind the last pixel of the line that is used at all. */
    int end() {
        return starts[wanted() - 1] + counts[wanted() - 1];
    }

    /** A sum of weighted pixels as a pixel. */
    static int clipped(int sum) {
        return Math.max(0, Math.min(255, sum >> FRACTION_BITS));
    }
}
