package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.plan.GuardPlan.OnNonFinite;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What happens if a loss or gradient is NaN or infinite. */
@OptionSection("NaN and infinite losses")
public final class NonFiniteOptions {

    @Option(
            names = "--on-nan",
            paramLabel = "stop|skip|rollback",
            order = 1,
            description =
                    "If a loss or gradient is NaN or infinite: stop; skip the batch; or rollback to the last checkpoint"
                            + " and continue with the images after that batch (default: stop).")
    private @Nullable OnNonFinite onNan;

    @Option(
            names = "--nan-limit",
            paramLabel = "N",
            order = 2,
            description = "Stop if that happens more than N times (default: 10).")
    private @Nullable Integer limit;

    /** Overrides the settings of a plan with those that were given. */
    public void apply(TrainingPlanBuilder builder) {
        builder.guard(apply(builder.guard()));
    }

    /** Settings with those that were given. */
    public GuardPlan apply(GuardPlan before) {
        return new GuardPlan(onNan == null ? before.onNonFinite() : onNan, limit == null ? before.limit() : limit);
    }
}
