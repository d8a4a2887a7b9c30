package dev.pixio.cli;

import dev.pixio.train.SavingPlan;
import dev.pixio.train.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When the model is saved. */
final class SavingOptions {

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS",
            order = 1,
            description =
                    "Save the model and a picture of reconstructions after so many steps, and at the end (default:"
                            + " 500; quick: 128).")
    private @Nullable Long every;

    @Option(
            names = "--keep",
            paramLabel = "N",
            order = 2,
            description = "How many checkpoints to keep, the newest (default: 3).")
    private @Nullable Integer keep;

    void apply(TrainingPlanBuilder builder) {
        SavingPlan recipe = builder.saving();
        builder.saving(
                new SavingPlan(every == null ? recipe.everySteps() : every, keep == null ? recipe.keep() : keep));
    }
}
