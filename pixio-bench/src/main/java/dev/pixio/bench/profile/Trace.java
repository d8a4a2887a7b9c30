package dev.pixio.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A trace of libtorch's profiler as intervals that do not overlap within a thread: the time of an operator without that of the
 * operators which it calls; and the kernels of a GPU, each of the kind of the operator that started it.
 */
final class Trace {

    private final List<Interval> operators = new ArrayList<>();
    private final List<Interval> kernels = new ArrayList<>();
    private final Map<Long, Work> byNumber = new HashMap<>();
    private final String optimizerStage;

    /** An operator that has not ended. */
    private static final class Open {

        final TraceEvent event;
        final Work work;
        double accounted; // up to this time
        int calls = 1; // of the next interval

        Open(TraceEvent event, Work work) {
            this.event = event;
            this.work = work;
            this.accounted = event.start();
        }
    }

    /** The kind and the name of an operator. */
    private record Work(KindOfWork kind, String name) {}

    private Trace(List<TraceEvent> events, String optimizerStage) {
        this.optimizerStage = optimizerStage;
        events.stream()
                .filter(event -> event.isOperator() || event.isStage())
                .collect(Collectors.groupingBy(TraceEvent::thread))
                .values()
                .forEach(this::addThread);
        events.stream().filter(TraceEvent::isOnDevice).forEach(this::addKernel);
    }

    /**
     * Reads a trace.
     *
     * @param optimizerStage the name of the stage whose operators are all of the optimizer
     * @throws IOException if the file cannot be read
     */
    static Trace read(Path file, String optimizerStage) throws IOException {
        JsonNode trace = JsonMapper.shared().readTree(Files.readString(file));
        return new Trace(
                trace.path("traceEvents")
                        .valueStream()
                        .filter(event -> event.path("ph").asString().equals("X"))
                        .map(TraceEvent::of)
                        .toList(),
                optimizerStage);
    }

    /** The operators of all threads. */
    List<Interval> operators() {
        return operators;
    }

    /** Kernels and copies of a GPU; none if there is no GPU, or if CUPTI is missing. */
    List<Interval> kernels() {
        return kernels;
    }

    private void addThread(List<TraceEvent> events) {
        Deque<Open> open = new ArrayDeque<>();
        events.stream()
                .sorted(Comparator.comparingDouble(TraceEvent::start)
                        .thenComparing(
                                Comparator.comparingDouble(TraceEvent::end).reversed()))
                .forEach(event -> {
                    closeBefore(open, event.start());
                    Open parent = open.peek();
                    if (parent != null) {
                        account(parent, event.start());
                    }
                    Work work = work(event, Optional.ofNullable(parent).map(outer -> outer.work));
                    event.operator().ifPresent(number -> byNumber.put(number, work));
                    open.push(new Open(event, work));
                });
        closeBefore(open, Double.POSITIVE_INFINITY);
    }

    private void closeBefore(Deque<Open> open, double time) {
        while (!open.isEmpty() && open.peek().event.end() <= time) {
            Open ended = open.pop();
            account(ended, ended.event.end());
            if (!open.isEmpty()) {
                open.peek().accounted = ended.event.end();
            }
        }
    }

    /** Adds the time since the last operator within this one. A stage is no work by itself. */
    private void account(Open open, double until) {
        if (open.event.isOperator() && until > open.accounted) {
            operators.add(new Interval(open.accounted, until, open.work.kind, open.work.name, open.calls));
            open.calls = 0;
        }
        open.accounted = until;
    }

    private Work work(TraceEvent event, Optional<Work> outer) {
        if (outer.isPresent() && outer.get().kind.includesParts()) {
            return new Work(outer.get().kind, event.name());
        }
        if (event.isStage()) {
            return new Work(
                    event.name().equals(optimizerStage) ? KindOfWork.OPTIMIZER : KindOfWork.OTHER, event.name());
        }
        return new Work(KindOfWork.ofOperator(event.name()).orElse(KindOfWork.OTHER), event.name());
    }

    private void addKernel(TraceEvent event) {
        Optional<Work> work = event.operator().isPresent()
                ? Optional.ofNullable(byNumber.get(event.operator().getAsLong()))
                : Optional.empty();
        KindOfWork kind = work.map(Work::kind)
                .filter(known -> known != KindOfWork.OTHER)
                .orElseGet(() -> KindOfWork.ofKernel(event.name()));
        String name = work.map(operator -> operator.name + ": ").orElse("") + event.name();
        kernels.add(new Interval(event.start(), event.end(), kind, name, 1));
    }
}
