package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.StepColumns;
import dev.pixio.train.listener.StepMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What several processes add to the key metrics of a run, over the steps from the last change of their number on.
 *
 * @param processes their number
 * @param syncSeconds in which process 0 waited for the others and for their gradients
 * @param syncShare these as a share of the steps' time, 0 to 1
 * @param slowest the process that was the slowest in most steps
 */
public record GroupSummary(int processes, double syncSeconds, double syncShare, int slowest) {

    static Optional<GroupSummary> of(StepColumns steps) {
        int processes = steps.isEmpty() ? 1 : processes(steps.last());
        if (processes == 1) {
            return Optional.empty();
        }
        Map<Integer, Integer> slowest = new TreeMap<>();
        double seconds = 0;
        double sync = 0;
        for (int i = steps.size() - 1; i >= 0 && processes(steps.at(i)) == processes; i--) {
            StepMetrics.Group group = steps.at(i).group().orElseThrow();
            slowest.merge(group.slowest(), 1, Integer::sum);
            seconds += steps.at(i).seconds();
            sync += group.syncSeconds();
        }
        int mostly = slowest.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return Optional.of(new GroupSummary(processes, sync, sync / seconds, mostly));
    }

    private static int processes(StepMetrics step) {
        return step.group().map(StepMetrics.Group::processes).orElse(1);
    }
}
