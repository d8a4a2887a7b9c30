package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SavingPlan.OnWriteError;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.plan.interval.CheckpointInterval;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When checkpoints are written, and which are kept. */
@OptionSection("Checkpoints")
public final class SavingOptions {

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS|TIME",
            order = 1,
            description =
                    "Interval of checkpoints and reconstructions, in steps or time: 500steps, 90s, 30min, 2h (default:"
                            + " 500steps; first: 1024steps, quick: 128steps). The last step is always saved.")
    private @Nullable String every;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            order = 2,
            description = "Number of checkpoints to keep, the newest ones (default: 3).")
    private @Nullable Integer keepLast;

    @Option(
            names = "--keep-every",
            paramLabel = "N",
            order = 3,
            description = "Also keep a checkpoint every N steps; 0 for none (default: 0).")
    private @Nullable Long keepEvery;

    @Option(
            names = "--keep-reconstructions",
            paramLabel = "N",
            order = 4,
            description = "Number of images of reconstructions to keep: the first, the newest three, and others at even"
                    + " intervals; 0 for all (default: 24).")
    private @Nullable Integer keepReconstructions;

    @Option(
            names = "--on-write-error",
            paramLabel = "stop|continue",
            order = 5,
            description = "If a checkpoint or metrics cannot be written, because the disk is full for example: stop, or"
                    + " continue and try again (default: stop). Earlier checkpoints stay valid.")
    private @Nullable OnWriteError onWriteError;

    /** Overrides the settings of a plan with those that were given. */
    public void apply(TrainingPlanBuilder builder) {
        builder.saving(apply(builder.saving()));
    }

    /** Whether the interval of checkpoints was given. */
    public boolean hasInterval() {
        return every != null;
    }

    /** Settings with those that were given. */
    public SavingPlan apply(SavingPlan before) {
        return new SavingPlan(
                every == null ? before.every() : CheckpointInterval.parse(every),
                keepLast == null ? before.keepLast() : keepLast,
                keepEvery == null ? before.keepEvery() : keepEvery,
                keepReconstructions == null ? before.keepReconstructions() : keepReconstructions,
                onWriteError == null ? before.onWriteError() : onWriteError);
    }
}
