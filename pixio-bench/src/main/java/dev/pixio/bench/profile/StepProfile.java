package dev.pixio.bench.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The time of a training step by kind of work.
 *
 * @param source what the times are of
 * @param milliseconds of a step while it was recorded
 * @param kinds of work, the longest first, with {@code idle} for the time in which there was none
 * @param longest operators, or kernels with their operators, the longest first
 */
public record StepProfile(Source source, double milliseconds, List<Part> kinds, List<Part> longest) {

    private static final int LONGEST = 25;

    private static final Comparator<Part> LONGEST_FIRST =
            Comparator.comparingDouble(Part::milliseconds).reversed();

    /** What the times are of. */
    public enum Source {
        /** Kernels and copies of the GPU. */
        KERNELS,
        /** Operators on the CPU. */
        OPERATORS
    }

    /**
     * A part of a step.
     *
     * @param name of the kind, operator or kernel
     * @param milliseconds per step; while several threads are at work, each has an equal part of the time
     * @param share of the step
     * @param calls per step, of operators or kernels
     */
    public record Part(String name, double milliseconds, double share, double calls) {}

    /**
     * The profile of a trace: by kernels if it has some, otherwise by operators.
     *
     * @param optimizerStage the name of the stage in which all operators are of the optimizer
     * @param seconds that the steps took
     * @param steps in the trace
     * @throws IOException if the file cannot be read
     */
    public static StepProfile of(Path trace, String optimizerStage, double seconds, int steps) throws IOException {
        Trace read = Trace.read(trace, optimizerStage);
        Source source = read.kernels().isEmpty() ? Source.OPERATORS : Source.KERNELS;
        return of(source, source == Source.KERNELS ? read.kernels() : read.operators(), seconds * 1e3 / steps, steps);
    }

    private static StepProfile of(Source source, List<Interval> intervals, double milliseconds, int steps) {
        double[] times = SharedTime.of(intervals);
        double busy = Arrays.stream(times).sum() / 1e3 / steps;
        double idle = Math.max(0, milliseconds - busy);
        List<Part> kinds = new ArrayList<>(
                parts(intervals, times, interval -> interval.kind().title(), milliseconds, steps));
        kinds.add(new Part("idle", idle, idle / milliseconds, 0));
        kinds.sort(LONGEST_FIRST);
        return new StepProfile(
                source,
                milliseconds,
                List.copyOf(kinds),
                parts(intervals, times, Interval::name, milliseconds, steps).stream()
                        .sorted(LONGEST_FIRST)
                        .limit(LONGEST)
                        .toList());
    }

    private static List<Part> parts(
            List<Interval> intervals, double[] times, Function<Interval, String> name, double milliseconds, int steps) {
        Map<String, List<Integer>> byName = IntStream.range(0, times.length)
                .boxed()
                .collect(Collectors.groupingBy(i -> name.apply(intervals.get(i))));
        return byName.entrySet().stream()
                .map(entry -> {
                    double own =
                            entry.getValue().stream().mapToDouble(i -> times[i]).sum() / 1e3 / steps;
                    int calls = entry.getValue().stream()
                            .mapToInt(i -> intervals.get(i).calls())
                            .sum();
                    return new Part(entry.getKey(), own, own / milliseconds, (double) calls / steps);
                })
                .toList();
    }
}
