package dev.pixio.image.resize;

import java.util.Arrays;

/** Resizes columns from a stream of rows; stores only the input rows that one output row needs. */
final class VerticalPass implements RowSink {

    private static final int HALF = 1 << (BicubicTaps.FRACTION_BITS - 1); // for rounding

    private final BicubicTaps taps;
    private final int[][] held; // the last input rows, each at its index modulo their number
    private final int[] sums;
    private final RowSink sink;
    private int next; // index of the next input row
    private int completed; // output rows

    /**
     * Creates a pass; the first row that it receives must be {@code taps.begin()}.
     *
     * @param taps of the columns
     * @param values number of values per row
     * @param sink receives the resized rows
     */
    VerticalPass(BicubicTaps taps, int values, RowSink sink) {
        this.taps = taps;
        this.held = new int[taps.maxTaps()][values];
        this.sums = new int[values];
        this.sink = sink;
        this.next = taps.begin();
    }

    @Override
    public void accept(int[] row) {
        System.arraycopy(row, 0, held[next % held.length], 0, sums.length);
        next++;
        while (completed < taps.outputs() && taps.start(completed) + taps.count(completed) <= next) {
            resize(completed);
            completed++;
        }
    }

    private void resize(int output) {
        int[] weights = taps.weights();
        int weight = output * taps.maxTaps();
        int row = taps.start(output);
        int end = row + taps.count(output);
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

    /** Written so that the JIT compiler vectorises the loop. */
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
