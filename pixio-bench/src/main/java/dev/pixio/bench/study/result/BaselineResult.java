package dev.pixio.bench.study.result;

import dev.pixio.bench.study.plan.CommandOptions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The baselines of an evaluation, which are the same for all points whose encoder has the same shape.
 *
 * @param evaluation name of the evaluation in the study
 * @param options of the evaluation
 * @param shape of the encoder
 * @param seed of the untrained encoder
 * @param rows metrics by the names of the baselines: {@code untrained}, {@code pixels}
 */
public record BaselineResult(
        String evaluation,
        CommandOptions options,
        EncoderShape shape,
        long seed,
        Map<String, Map<String, Double>> rows) {

    public BaselineResult {
        rows = new LinkedHashMap<>(rows);
    }

    /** Whether it is that of an evaluation, a shape and a seed. */
    public boolean isOf(String name, CommandOptions evaluationOptions, EncoderShape encoder, long otherSeed) {
        return evaluation.equals(name)
                && options.equals(evaluationOptions)
                && shape.equals(encoder)
                && seed == otherSeed;
    }
}
