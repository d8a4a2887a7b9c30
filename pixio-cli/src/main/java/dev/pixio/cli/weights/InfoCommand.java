package dev.pixio.cli.weights;

import dev.pixio.cli.console.Version;
import dev.pixio.monitor.NumberText;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.plan.Recipe;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Device;
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

    @Option(names = "--libtorch", description = "Also print the build configuration of libtorch.")
    private boolean libtorch;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CpuFeatures cpu = CpuFeatures.ofThisMachine();
        Device auto = Libtorch.device("auto");
        line(out, "pixio", Version.number());
        line(out, "Java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        line(out, "system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        line(out, "libtorch", Libtorch.version());
        line(out, "fp32 matmul", Libtorch.blas() + " and oneDNN, kernels for " + Libtorch.cpuCapability());
        line(out, "processor", cpu.fullName());
        line(out, "CPU features", cpu.flags().isEmpty() ? "unknown" : String.join(" ", new TreeSet<>(cpu.flags())));
        line(
                out,
                "threads",
                Libtorch.threads() + " per operation, "
                        + NumberText.counted(Runtime.getRuntime().availableProcessors(), "processor") + " available");
        NativeMemory.available().ifPresent(free -> line(out, "free memory", NumberText.bytes((double) free)));
        line(out, "devices", String.join(", ", Libtorch.devices()));
        describeAuto(out, auto);
        if (libtorch) {
            out.println();
            out.println(Libtorch.buildConfiguration());
        }
        return 0;
    }

    private static void describeAuto(PrintWriter out, Device device) {
        if (Libtorch.isGpu(device)) {
            line(out, "auto selects", "the GPU in bf16");
        } else if (AutoPrecision.isBf16Possible()) {
            line(
                    out,
                    "auto selects",
                    "the CPU, and the precision that was faster for the blocks of a model (depth x width):");
            AutoPrecision precision = AutoPrecision.ofThisMachine();
            precision.rates(Workload.training(Recipe.FIRST.model()));
            precision
                    .remembered()
                    .forEach((workload, rates) -> line(out, "", rates.faster() + " (" + rates + ") for " + workload));
        } else {
            line(
                    out,
                    "auto selects",
                    "the CPU in fp32 (the processor has no bf16 instructions, so bf16 would be slower)");
        }
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-14s %s%n", name, value);
    }
}
