package dev.pixio.cli.weights;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.Version;
import dev.pixio.image.LinkFailure;
import dev.pixio.monitor.NumberText;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.cuda.CudaSystem;
import dev.pixio.train.plan.Recipe;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio info}. */
@Command(
        name = "info",
        description = "Prints versions, processor, threads and devices, and what 'auto' selects on this machine.",
        mixinStandardHelpOptions = true)
public final class InfoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "Describe this device, and what a run on it uses: auto, cpu, cuda or cuda:N. If a GPU cannot be used,"
                            + " print what is missing and which package has it (exit code 1).")
    private @Nullable String device;

    @Option(names = "--libtorch", description = "Also print the build configuration of libtorch.")
    private boolean libtorch;

    /** Whether a GPU is to be described, which is done without libtorch, too, as that may be what is wrong. */
    public boolean isAboutGpu() {
        return device != null && device.toLowerCase(Locale.ROOT).startsWith("cuda");
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        line(out, "pixio", Version.number());
        line(out, "Java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        line(out, "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        line(out, "libtorch", Libtorch.version());
        boolean usable = true;
        if (isAboutGpu()) {
            usable = describeGpu(out, String.valueOf(device));
        } else {
            Device selected = Libtorch.device(device == null ? "auto" : device);
            if (device != null && Libtorch.isGpu(selected)) {
                usable = describeGpu(out, "cuda:" + selected.index());
            } else {
                describeCpu(out);
                line(out, "devices", String.join(", ", Libtorch.devices()));
                describeSelection(out, selected);
            }
        }
        if (libtorch) {
            out.println();
            out.println(Libtorch.buildConfiguration());
        }
        return usable ? 0 : ErrorReporter.FAILED;
    }

    private static boolean describeGpu(PrintWriter out, String name) {
        CudaSystem system;
        Optional<String> failure = Optional.empty();
        try {
            system = Libtorch.cuda();
        } catch (LinkageError e) {
            failure = Optional.of(LinkFailure.reason(e));
            system = CudaSystem.ofThisMachine("");
        }
        return new GpuPrinter(out, system, failure, Libtorch::devices).print(name);
    }

    private static void describeCpu(PrintWriter out) {
        CpuFeatures cpu = CpuFeatures.ofThisMachine();
        line(out, "fp32 matmul", Libtorch.blas() + " and oneDNN, kernels for " + Libtorch.cpuCapability());
        line(out, "processor", cpu.fullName());
        line(out, "CPU features", cpu.flags().isEmpty() ? "unknown" : String.join(" ", new TreeSet<>(cpu.flags())));
        line(
                out,
                "threads",
                Libtorch.threads() + " per operation, "
                        + NumberText.counted(Runtime.getRuntime().availableProcessors(), "processor") + " available");
        NativeMemory.available().ifPresent(free -> line(out, "free memory", NumberText.bytes((double) free)));
    }

    private void describeSelection(PrintWriter out, Device selected) {
        String name = device == null || device.equalsIgnoreCase("auto") ? "auto selects" : "a run uses";
        if (Libtorch.isGpu(selected)) {
            line(out, name, "the GPU in bf16; info --device cuda describes it");
        } else {
            AutoPrecision precision = AutoPrecision.ofThisMachine();
            boolean timed =
                    precision.rates(Workload.training(Recipe.FIRST.model())).isPresent();
            line(
                    out,
                    name,
                    AutoPrecision.isBf16Possible()
                            ? "the CPU, and the precision that was faster for the blocks of a model (depth x width):"
                            : "the CPU in fp32, since bf16 would be slower without instructions for it"
                                    + (timed ? "; blocks (depth x width) run at:" : ""));
            precision
                    .remembered()
                    .forEach((workload, rates) -> line(out, "", rates.faster() + " (" + rates + ") for " + workload));
        }
    }

    static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-14s %s%n", name, value);
    }
}
