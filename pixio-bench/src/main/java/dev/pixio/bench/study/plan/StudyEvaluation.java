package dev.pixio.bench.study.plan;

import java.util.List;

/**
 * An evaluation of each encoder.
 *
 * @param name in tables and results
 * @param protocol the command after {@code evaluate}: knn
 * @param options of the command
 * @param features whether the command can cache features
 * @param shown metrics in tables and plots, such as {@code k = 20 top1}; if empty, the usual ones of the protocol
 */
public record StudyEvaluation(
        String name, String protocol, CommandOptions options, Features features, List<String> shown) {

    /** What an evaluation does with features that an earlier one of the same run computed. */
    public enum Features {
        CACHED,
        COMPUTED
    }

    public StudyEvaluation {
        shown = List.copyOf(shown);
    }
}
