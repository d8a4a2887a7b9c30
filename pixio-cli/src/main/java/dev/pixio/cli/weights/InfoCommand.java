package dev.pixio.cli.weights;

import dev.pixio.monitor.NumberText;
import dev.pixio.cli.console.Version;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import java.io.PrintWriter;
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
        description = "Shows versions, processor, threads and devices, and what 'auto' picks here.",
        mixinStandardHelpOptions = true)
public final class InfoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--libtorch", description = "Also print how libtorch was compiled.")
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
        line(out, "fp32 products", Libtorch.blas() + " and oneDNN, kernels for " + Libtorch.cpuCapability());
        line(out, "processor", cpu.name());
        line(out, "features", cpu.flags().isEmpty() ? "unknown" : String.join(" ", new TreeSet<>(cpu.flags())));
        line(
                out,
                "threads",
                Libtorch.threads() + " for an operation, of "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        NativeMemory.available().ifPresent(free -> line(out, "free memory", NumberText.bytes((double) free)));
        line(out, "devices", String.join(", ", Libtorch.devices()));
        line(
                out,
                "auto picks",
                (Libtorch.isGpu(auto) ? "the GPU" : "the CPU") + " in " + Precision.auto(auto) + why(auto, cpu));
        if (libtorch) {
            out.println();
            out.println(Libtorch.buildConfiguration());
        }
        return 0;
    }

    private static String why(Device device, CpuFeatures cpu) {
        if (Libtorch.isGpu(device)) {
            return "";
        }
        return cpu.hasNativeBf16()
                ? " (the processor multiplies bf16)"
                : " (the processor does not multiply bf16, so bf16 would be slower)";
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf("%-14s %s%n", name, value);
    }
}
