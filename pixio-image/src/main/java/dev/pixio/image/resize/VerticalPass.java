package dev.pixio.image.resize;

import java.util.Arrays;

/** Makes columns shorter or longer, while rows come in: no more of them are held than one row of the result is made of. */
final class VerticalPass implements RowSink {

    private static final int HALF = 1 << (BicubicTaps.FRACTION_BITS - 1); // rounds

    private final BicubicTaps taps;
    private final int[][] held; // the last rows, each at its number modulo their count
    private final int[] sums;
    private final RowSink sink;
    private int next; // the number of the row that comes in next
    private int made; // rows of the result

    /**
     * Prepares for rows, of which the first is the first that {@code taps} use.
     *
     * @param values numbers in a row
     */
    VerticalPass(BicubicTaps taps, int values, RowSink sink) {
        this.taps = taps;
        this.held = new int[taps.most()][values];
        this.sums = new int[values];
        this.sink = sink;
        this.next = taps.begin();
    }

    @Override
    public void accept(int[] row) {
        System.arraycopy(row, 0, held[next % held.length], 0, sums.length);
        next++;
        while (made < taps.wanted() && taps.start(made) + taps.count(made) <= next) {
            make(made);
            made++;
        }
    }

    private void make(int place) {
        int[] weights = taps.weights();
        int weight = place * taps.most();
        int row = taps.start(place);
        int end = row + taps.count(place);
        Arrays.fill(sums, HALF);
        for (; row + 4 <= end; row += 4, weight += 4) {
            add(held(row), weights[weight], held(row + 1), weights[weight + 1]);
            add(held(row + 2), weights[weight + 2], held(row + 3), weights[weight + 3]);
        }
        for (; row < end; row++, weight++) {
            add(held(row), weights[weight]);
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] = BicubicTaps.clipped(sums[i]);
        }
        sink.accept(sums);
    }

    private int[] held(int row) {
        return held[row % held.length];
    }

    /** Plain enough for the compiler to see that eight numbers can be multiplied at once. */
    private void add(int[] row, int weight) {
        int[] to = sums;
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * row[i];
        }
    }

    private void add(int[] row, int weight, int[] other, int otherWeight) {
        int[] to = sums;
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * row[i] + otherWeight * other[i];
        }
    }
}
