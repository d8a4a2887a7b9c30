package dev.pixio.bench.step;

import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.cli.option.ModelOptions;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.DeviceMode;
import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The training step that a command measures. */
final class StepOptions {

    /** Images per step of recipes for larger batches, which take minutes on a CPU. */
    private static final int LARGEST_DEFAULT_BATCH = 32;

    private static final int SMALL_BATCH = 8;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "lightly",
            description = "Recipe of the model and the optimizer (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            description = "Images per step (quick: 16 as in training, others: 8).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            description = "Images per forward and backward pass (default: the batch).")
    private @Nullable Integer microBatch;

    @Option(
            names = "--checkpoint-activations",
            description = "Keep only the input of each block and recompute its activations in the backward pass.")
    private boolean checkpointActivations;

    @Option(
            names = "--gradients",
            paramLabel = "HOW",
            defaultValue = "auto",
            description =
                    "How the gradients of blocks are computed: auto, explicit or autograd (default: ${DEFAULT-VALUE}).")
    private GradientMethod gradients = GradientMethod.AUTO;

    @Option(
            names = "--cuda-graphs",
            paramLabel = "USE",
            defaultValue = "auto",
            description = "Whether a GPU records forward and backward pass and replays them: auto, on or off"
                    + " (default: ${DEFAULT-VALUE}).")
    private MachinePlan.GpuUse cudaGraphs = MachinePlan.GpuUse.AUTO;

    @Option(
            names = "--queue-ahead",
            paramLabel = "USE",
            defaultValue = "auto",
            description =
                    "Whether a GPU works on the next step while the values of the last one are read: auto, on or off"
                            + " (default: ${DEFAULT-VALUE}).")
    private MachinePlan.GpuUse queueAhead = MachinePlan.GpuUse.AUTO;

    /**
     * The step of these options. Sets the number of threads of this process.
     *
     * @param roundSeconds of a round
     * @throws IllegalArgumentException if an option is wrong
     */
    StepBenchmark.Work work(double roundSeconds) {
        compute.applyThreads();
        TrainingPlanBuilder plan = new TrainingPlanBuilder(Recipe.find(recipe).plan());
        model.apply(plan);
        int batch = batchSize == null ? defaultBatch() : batchSize;
        if (batch < 1 || (microBatch != null && microBatch < 1)) {
            throw new IllegalArgumentException("--batch-size and --micro-batch must be at least 1");
        }
        Device device = compute.device();
        return new StepBenchmark.Work(
                plan.model(),
                plan.batchSize(batch).optimizer(),
                device,
                mode(device),
                new PassSettings(
                        compute.precision(Workload.training(plan.model())),
                        checkpointActivations ? Activations.RECOMPUTED : Activations.KEPT,
                        gradients),
                batch,
                microBatch == null ? batch : microBatch,
                roundSeconds);
    }

    private DeviceMode mode(Device device) {
        try {
            DeviceMode mode = DeviceMode.of(
                    device, MachinePlan.AUTO.withCudaGraphs(cudaGraphs).withQueueAhead(queueAhead));
            if (cudaGraphs == MachinePlan.GpuUse.ON && mode.recorder().isEmpty()) {
                throw new IllegalArgumentException("--cuda-graphs on: there are no CUDA graphs, for the reason above");
            }
            return mode;
        } catch (TrainingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private int defaultBatch() {
        int trained = Recipe.find(recipe).batchSize();
        return trained <= LARGEST_DEFAULT_BATCH ? trained : SMALL_BATCH;
    }

    /** The step in words. */
    String title(StepBenchmark.Work work) {
        return String.format(
                Locale.ROOT,
                "Training step of '%s', %s, %d threads, batch size %d",
                recipe,
                work.pass().precision(),
                Libtorch.threads(),
                work.batchSize());
    }
}
