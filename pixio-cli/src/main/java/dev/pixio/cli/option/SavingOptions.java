package dev.pixio.cli.option;

import dev.pixio.train.plan.CheckpointInterval;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SavingPlan.OnWriteError;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When the model is saved. */
public final class SavingOptions {

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS|TIME",
            order = 1,
            description =
                    "Save the run and an image of reconstructions after so many steps or so much time, and at the end:"
                            + " 500steps, 90s, 30min, 2h (default: 500steps; quick: 128steps).")
    private @Nullable String every;

    @Option(
            names = "--keep-last",
            paramLabel = "N",
            order = 2,
            description = "How many checkpoints to keep, the newest (default: 3).")
    private @Nullable Integer keepLast;

    @Option(
            names = "--keep-every",
            paramLabel = "STEPS",
            order = 3,
            description = "Keep those of every so many steps as well; 0 for none (default: 0).")
    private @Nullable Long keepEvery;

    @Option(
            names = "--on-write-error",
            paramLabel = "stop|continue",
            order = 4,
            description = "When a checkpoint or a line of metrics cannot be written, the disk being full for example:"
                    + " stop, or continue and try again (default: stop). What was saved before stays good.")
    private @Nullable OnWriteError onWriteError;

    public void apply(TrainingPlanBuilder builder) {
        SavingPlan before = builder.saving();
        builder.saving(new SavingPlan(
                every == null ? before.every() : CheckpointInterval.parse(every),
                keepLast == null ? before.keepLast() : keepLast,
                keepEvery == null ? before.keepEvery() : keepEvery,
                onWriteError == null ? before.onWriteError() : onWriteError));
    }
}
