package dev.pixio.data.mixture;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides a number by weights. */
final class Shares {

    private Shares() {}

    /** Whole numbers that add up to the total, each less than one from its exact share (method of largest remainders). */
    static long[] of(long total, double[] weights) {
        double sum = Arrays.stream(weights).sum();
        long[] shares = new long[weights.length];
        double[] remainders = new double[weights.length];
        long given = 0;
        for (int i = 0; i < weights.length; i++) {
            double exact = total * (weights[i] / sum);
            shares[i] = (long) exact;
            remainders[i] = exact - shares[i];
            given += shares[i];
        }
        int[] byRemainder = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -remainders[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; given < total; i++, given++) {
            shares[byRemainder[i % byRemainder.length]]++;
        }
        return shares;
    }
}
