package dev.pixio.bench.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Time by interval, so that the sum is the time in which there was any: while several threads, or streams, are at work, each has an
 * equal part of the time.
 */
final class SharedTime {

    private SharedTime() {}

    /** The beginning or the end of an interval, by its place in the list. */
    private record Boundary(double time, int interval, boolean begins) {}

    /** Microseconds of each interval, in the order of the list. */
    static double[] of(List<Interval> intervals) {
        List<Boundary> boundaries = new ArrayList<>(2 * intervals.size());
        for (int i = 0; i < intervals.size(); i++) {
            boundaries.add(new Boundary(intervals.get(i).start(), i, true));
            boundaries.add(new Boundary(intervals.get(i).end(), i, false));
        }
        boundaries.sort(Comparator.comparingDouble(Boundary::time));
        double[] shares = new double[intervals.size()];
        Set<Integer> running = new HashSet<>();
        double last = 0;
        for (Boundary boundary : boundaries) {
            for (int i : running) {
                shares[i] += (boundary.time - last) / running.size();
            }
            last = boundary.time;
            if (boundary.begins) {
                running.add(boundary.interval);
            } else {
                running.remove(boundary.interval);
            }
        }
        return shares;
    }
}
