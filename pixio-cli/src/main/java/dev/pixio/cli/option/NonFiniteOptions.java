package dev.pixio.cli.option;

import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What happens when training goes wrong. */
public final class NonFiniteOptions {

    @Option(
            names = "--on-nan",
            paramLabel = "stop|skip|rollback",
            order = 1,
            description =
                    "When a loss or gradient is not finite: stop; skip the batch; or rollback to the last checkpoint"
                            + " and go on with the images after that batch (default: stop).")
    private @Nullable OnNonFinite onNan;

    @Option(
            names = "--nan-limit",
            paramLabel = "N",
            order = 2,
            description = "Stop when that happens more often than this (default: 10).")
    private @Nullable Integer limit;

    public void apply(TrainingPlanBuilder builder) {
        GuardPlan before = builder.guard();
        builder.guard(
                new GuardPlan(onNan == null ? before.onNonFinite() : onNan, limit == null ? before.limit() : limit));
    }
}
