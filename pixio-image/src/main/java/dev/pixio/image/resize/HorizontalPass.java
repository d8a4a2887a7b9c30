package dev.pixio.image.resize;

/**
 * Resizes rows, two at a time: both are stored in the halves of a {@code long}, so that one multiplication applies a weight
 * to both.
 */
final class HorizontalPass {

    private static final int HALF = 1 << (BicubicTaps.FRACTION_BITS - 1); // for rounding
    private static final long HALF_AND_HALF = (long) HALF << 32 | HALF;

    private final BicubicTaps taps;
    private final long[] pair; // [length, 3], the first row in the lower half
    private final int[] firstRow; // [outputs, 3]
    private final int[] secondRow;
    private final RowSink sink;

    /**
     * Creates a pass.
     *
     * @param taps of the rows
     * @param length of an input row in pixels
     * @param sink receives the resized rows
     */
    HorizontalPass(BicubicTaps taps, int length, RowSink sink) {
        this.taps = taps;
        this.pair = new long[3 * length];
        this.firstRow = new int[3 * taps.outputs()];
        this.secondRow = new int[3 * taps.outputs()];
        this.sink = sink;
    }

    /** Resizes two consecutive rows, bytes {@code [length, 3]}. */
    void accept(byte[] first, byte[] second) {
        for (int i = 3 * taps.begin(); i < 3 * taps.end(); i++) {
            pair[i] = (first[i] & 255L) | (second[i] & 255L) << 32;
        }
        resize();
        sink.accept(firstRow);
        sink.accept(secondRow);
    }

    /** Resizes the last row of an odd number of rows. */
    void accept(byte[] last) {
        for (int i = 3 * taps.begin(); i < 3 * taps.end(); i++) {
            pair[i] = last[i] & 255L;
        }
        resize();
        sink.accept(firstRow);
    }

    private void resize() {
        int[] weights = taps.weights();
        for (int output = 0; output < taps.outputs(); output++) {
            long red = HALF_AND_HALF;
            long green = HALF_AND_HALF;
            long blue = HALF_AND_HALF;
            int from = 3 * taps.start(output);
            int tap = output * taps.maxTaps();
            for (int end = tap + taps.count(output); tap < end; tap++, from += 3) {
                long weight = weights[tap];
                red += weight * pair[from];
                green += weight * pair[from + 1];
                blue += weight * pair[from + 2];
            }
            put(red, 3 * output);
            put(green, 3 * output + 1);
            put(blue, 3 * output + 2);
        }
    }

    /** Separates the sums: the lower half is signed, so that it is subtracted before the upper half is shifted down. */
    private void put(long sums, int output) {
        int low = (int) sums;
        firstRow[output] = BicubicTaps.clipped(low);
        secondRow[output] = BicubicTaps.clipped((int) ((sums - low) >> 32));
    }
}
