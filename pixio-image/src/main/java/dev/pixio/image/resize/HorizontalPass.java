package dev.pixio.image.resize;

/** Makes rows shorter or longer, two at a time: both lie in the halves of one long, so that a product weights both. */
final class HorizontalPass {

    private static final int HALF = 1 << (BicubicTaps.FRACTION_BITS - 1); // rounds
    private static final long HALF_AND_HALF = (long) HALF << 32 | HALF;

    private final BicubicTaps taps;
    private final long[] pair; // [length, 3]
    private final int[] upper; // [wanted, 3]
    private final int[] lower;
    private final RowSink sink;

    /**
     * Prepares for rows.
     *
     * @param length of a row in pixels
     */
    HorizontalPass(BicubicTaps taps, int length, RowSink sink) {
        this.taps = taps;
        this.pair = new long[3 * length];
        this.upper = new int[3 * taps.wanted()];
        this.lower = new int[3 * taps.wanted()];
        this.sink = sink;
    }

    /** Resizes two rows that follow each other, bytes {@code [length, 3]}. */
    void accept(byte[] first, byte[] second) {
        for (int i = 3 * taps.begin(); i < 3 * taps.end(); i++) {
            pair[i] = (first[i] & 255L) | (second[i] & 255L) << 32;
        }
        resize();
        sink.accept(upper);
        sink.accept(lower);
    }

    /** Resizes the last row, where its number is odd. */
    void accept(byte[] last) {
        for (int i = 3 * taps.begin(); i < 3 * taps.end(); i++) {
            pair[i] = last[i] & 255L;
        }
        resize();
        sink.accept(upper);
    }

    private void resize() {
        int[] weights = taps.weights();
        for (int place = 0; place < taps.wanted(); place++) {
            long red = HALF_AND_HALF;
            long green = HALF_AND_HALF;
            long blue = HALF_AND_HALF;
            int from = 3 * taps.start(place);
            int tap = place * taps.most();
            for (int end = tap + taps.count(place); tap < end; tap++, from += 3) {
                long weight = weights[tap];
                red += weight * pair[from];
                green += weight * pair[from + 1];
                blue += weight * pair[from + 2];
            }
            put(red, 3 * place);
            put(green, 3 * place + 1);
            put(blue, 3 * place + 2);
        }
    }

    /** The lower half is a whole number with a sign; what it borrowed from the upper half goes back first. */
    private void put(long sums, int place) {
        int low = (int) sums;
        upper[place] = BicubicTaps.clipped(low);
        lower[place] = BicubicTaps.clipped((int) ((sums - low) >> 32));
    }
}
