package dev.pixio.bench.study.result;

import dev.pixio.bench.study.plan.CommandOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one encoder in one evaluation.
 *
 * @param protocol the command after {@code evaluate}
 * @param options of the command
 * @param description of the protocol, with its train and test images
 * @param metrics by names such as {@code k = 20 top1}; shares are 0 to 1
 */
public record EvaluationResult(
        String protocol, CommandOptions options, String description, Map<String, Double> metrics) {

    public EvaluationResult {
        metrics = new LinkedHashMap<>(metrics); // in the order of the evaluation
    }

    /** Whether it is that of an evaluation with these options. */
    public boolean isOf(String otherProtocol, CommandOptions otherOptions) {
        return protocol.equals(otherProtocol) && options.equals(otherOptions);
    }
}
