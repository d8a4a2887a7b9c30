package dev.pixio.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The median, which one slow round does not change. */
public final class Median {

    private Median() {}

    /** The middle value, or the mean of the two in the middle; there must be one. */
    public static double of(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
