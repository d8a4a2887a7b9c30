package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Device, precision, threads and micro-batch of a training. */
@OptionSection("Hardware")
public final class MachineOptions {

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            order = 4,
            description = "Images per forward and backward pass; auto measures the fastest size before the first step"
                    + " (default: as many as fit the free memory).")
    private @Nullable String microBatch;

    @Option(
            names = "--checkpoint-activations",
            order = 6,
            negatable = true,
            description =
                    "Keep only the input of each block and recompute its activations in the backward pass: the same"
                            + " gradients with less memory, about a third slower (default: --no-checkpoint-activations).")
    private @Nullable Boolean checkpointActivations;

    @Option(
            names = "--gradients",
            paramLabel = "HOW",
            order = 7,
            description =
                    "How the gradients of transformer blocks are computed: auto, explicit (formulas written out, less"
                            + " memory) or autograd (libtorch's). The results are the same except for rounding (default: auto,"
                            + " explicit on a CPU and autograd on a GPU).")
    private @Nullable GradientMethod gradients;

    @Option(
            names = "--cuda-graphs",
            paramLabel = "USE",
            order = 8,
            description =
                    "Whether a GPU records forward and backward pass once and replays them: auto, on or off. The results are the"
                            + " same (default: auto, which is off until it was measured on a GPU).")
    private MachinePlan.@Nullable GpuUse cudaGraphs;

    @Option(
            names = "--queue-ahead",
            paramLabel = "USE",
            order = 9,
            description =
                    "Whether a GPU works on the next step while loss and gradient norm of the last one are read, with parameters,"
                            + " gradients and moments in a few tensors: auto, on or off. --cuda-graphs on includes it unless it is"
                            + " off (default: auto, which is off until it was measured on a GPU).")
    private MachinePlan.@Nullable GpuUse queueAhead;

    @Mixin
    private LoaderThreadsOption loaderThreads = new LoaderThreadsOption();

    /** Overrides the settings of a plan with those that were given. */
    public void apply(TrainingPlanBuilder builder) {
        builder.machine(apply(builder.machine()));
    }

    /** Settings with those that were given. */
    public MachinePlan apply(MachinePlan before) {
        return new MachinePlan(
                compute.deviceName().orElse(before.device()),
                compute.precisionName().orElse(before.precision()),
                compute.threads().orElse(before.threads()),
                loaderThreads.threads().orElse(before.loaderThreads()),
                microBatch == null ? before.microBatch() : number(microBatch),
                checkpointActivations == null ? before.activations() : activations(checkpointActivations),
                gradients == null ? before.gradients() : gradients,
                cudaGraphs == null ? before.cudaGraphs() : cudaGraphs,
                queueAhead == null ? before.queueAhead() : queueAhead);
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
            // reported below, together with numbers that are too small
        }
        throw new IllegalArgumentException("--micro-batch must be auto or at least 1, not " + microBatch);
    }
}
