package dev.pixio.cli.weights;

import dev.pixio.model.config.Accelerator;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.model.config.StepCost.AttentionKind;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.PrecisionRates;
import dev.pixio.precision.Workload;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code pixio models --device}: on which device, for how many images, and how much of its peak is reached. */
final class EstimateOptions {

    private static final String CPU = "cpu";

    /** An assumption, as that of {@code --tflops}: no step has run on a GPU. */
    private static final double SHARE_OF_GPU = 0.33;

    /** Of the rate of blocks alone; docs/performance.md has what was measured. */
    private static final double SHARE_OF_CPU = 0.9;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Estimate steps on this device instead: their operations, memory and duration. A GPU by its maker's"
                            + " figures (b200, h200, h100, h100-pcie, a100, l40s, a10, l4, rtx4090), or cpu, this processor, on which blocks"
                            + " of each model are timed.")
    private @Nullable String device;

    @Option(names = "--images", paramLabel = "N", description = "Images in total (default: 1000000).")
    private double images = 1e6;

    @Option(
            names = "--share",
            paramLabel = "FRACTION",
            description =
                    "What a step reaches of the peak of a GPU, or of the rate of blocks on the CPU (default: 0.33 and 0.9;"
                            + " the former is an assumption).")
    private @Nullable Double share;

    boolean isWanted() {
        return device != null;
    }

    /** @throws IllegalArgumentException if an option is not valid */
    StepEstimates estimates(ModelSelection selection) {
        String name = String.valueOf(device);
        boolean cpu = name.equalsIgnoreCase(CPU);
        double reached = share == null ? (cpu ? SHARE_OF_CPU : SHARE_OF_GPU) : share;
        Require.that(reached > 0 && reached <= 1, "--share must be more than 0 and at most 1", reached);
        Require.that(images >= 1 && Double.isFinite(images), "--images must be at least 1", images);
        List<StepEstimates.Estimate> estimates = new ArrayList<>();
        for (ModelSelection.Named model : selection.selected()) {
            StepEstimates.Machine machine = cpu ? processor(model.config()) : gpu(Accelerator.find(name));
            int batch = selection.batchSize().orElse(model.batchSize());
            estimates.addAll(StepEstimates.Estimate.of(model.name(), model.config(), batch, machine, reached));
        }
        return new StepEstimates(estimates, images, reached);
    }

    private static StepEstimates.Machine gpu(Accelerator gpu) {
        return new StepEstimates.Machine(
                gpu.title(),
                gpu.peakFlops(),
                gpu.bytes(),
                Precision.BF16,
                AttentionKind.FUSED,
                StepEstimates.Place.GPU);
    }

    private static StepEstimates.Machine processor(PixioConfig model) {
        PrecisionRates rates = AutoPrecision.ofThisMachine()
                .rates(Workload.training(model))
                .orElseThrow(() -> new IllegalArgumentException(
                        "--device cpu: blocks are timed on x86 processors only; pixio bench step measures a step"));
        Precision precision = rates.faster();
        return new StepEstimates.Machine(
                "this processor",
                rates.in(precision),
                NativeMemory.available().orElse(0),
                precision,
                AttentionKind.onCpu(precision),
                StepEstimates.Place.CPU);
    }
}
