package dev.pixio.cli.option;

import dev.pixio.model.config.Activations;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What of the machine is used. */
public final class MachineOptions {

    @ArgGroup(exclusive = false, order = 1)
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            order = 4,
            description =
                    "Images that go through the model at once, or auto, which tries before the first step how many"
                            + " train the fastest (default: as many as fit the free memory).")
    private @Nullable String microBatch;

    @Option(
            names = "--checkpoint-activations",
            order = 6,
            negatable = true,
            description =
                    "Keep the input of each block alone and compute the rest again for its gradients: the same numbers"
                            + " in a fraction of the memory, for about a third more time (default: --no-checkpoint-activations).")
    private @Nullable Boolean checkpointActivations;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            order = 5,
            description = "Threads that decode images (default: one a core, at most 8).")
    private @Nullable Integer loaderThreads;

    public void apply(TrainingPlanBuilder builder) {
        MachinePlan before = builder.machine();
        builder.machine(new MachinePlan(
                compute.deviceName().orElse(before.device()),
                compute.precisionName().orElse(before.precision()),
                compute.threads().orElse(before.threads()),
                loaderThreads == null ? before.loaderThreads() : loaderThreads,
                microBatch == null ? before.microBatch() : number(microBatch),
                checkpointActivations == null ? before.activations() : activations(checkpointActivations)));
    }

    private static Activations activations(boolean checkpointed) {
        return checkpointed ? Activations.RECOMPUTED : Activations.KEPT;
    }

    private static int number(String microBatch) {
        if (microBatch.equalsIgnoreCase("auto")) {
            return MachinePlan.FASTEST;
        }
        try {
            int number = Integer.parseInt(microBatch);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, together with numbers that are too small.
        }
        throw new IllegalArgumentException("--micro-batch must be auto or at least 1, not " + microBatch);
    }
}
