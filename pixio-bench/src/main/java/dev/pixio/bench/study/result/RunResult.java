package dev.pixio.bench.study.result;

import dev.pixio.bench.study.plan.CommandOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A finished run: a line of {@code results.jsonl}.
 *
 * @param time of its end, UTC
 * @param point name of the point
 * @param seed of the run
 * @param options of the pre-training
 * @param shape of the encoder
 * @param training figures of the training
 * @param evaluations results by the names of the evaluations
 * @param environment processor, device, versions
 */
public record RunResult(
        String time,
        String point,
        long seed,
        CommandOptions options,
        EncoderShape shape,
        TrainingFigures training,
        Map<String, EvaluationResult> evaluations,
        RunEnvironment environment) {

    public RunResult {
        evaluations = new LinkedHashMap<>(evaluations);
    }

    /** The result of an evaluation, by its name in the study. */
    public Optional<EvaluationResult> evaluation(String name) {
        return Optional.ofNullable(evaluations.get(name));
    }

    /** Whether it is that of a point and a seed. */
    public boolean isOf(String name, long otherSeed) {
        return point.equals(name) && seed == otherSeed;
    }
}
