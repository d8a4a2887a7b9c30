package dev.pixio.bench.study.result;

import dev.pixio.bench.study.plan.CommandOptions;

/**
 * A run that failed: a line of {@code failures.jsonl}.
 *
 * @param time of the failure, UTC
 * @param point name of the point
 * @param seed of the run
 * @param options of the pre-training
 * @param command that failed
 * @param reason the last line that it printed, with its exit code
 */
public record RunFailure(String time, String point, long seed, CommandOptions options, String command, String reason) {}
