package dev.pixio.bench;

import dev.pixio.model.Encoder;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio bench weights}. */
@Command(
        name = "weights",
        mixinStandardHelpOptions = true,
        description = "Measures time and memory to load an encoder and to read every weight once.")
final class WeightsBenchmarkCommand implements Callable<Integer> {

    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--weights", required = true, paramLabel = "PATH", description = "As in pixio convert --from.")
    private Path weights;

    @Option(names = "--heads", paramLabel = "N", description = "Attention heads, if the file does not contain them.")
    private @Nullable Integer heads;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (PointerScope warm = new PointerScope()) {
            torch.matmul(torch.rand(64, 64), torch.rand(64, 64)); // threads and buffers of libtorch, which do not count
        }
        long before = NativeMemory.resident().orElse(0);
        long start = System.nanoTime();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            ModelFile file =
                    ModelFile.open(weights, heads == null ? WeightHints.NONE : WeightHints.NONE.withHeads(heads));
            Encoder encoder = file.loadEncoder();
            double loaded = (System.nanoTime() - start) / 1e9;
            Tensors.state(encoder).values().forEach(WeightsBenchmarkCommand::readAll);
            double read = (System.nanoTime() - start) / 1e9;
            long bytes = file.content().tensors().values().stream()
                    .mapToLong(tensor -> tensor.numel() * tensor.element_size())
                    .sum();
            long peak = NativeMemory.peakResident().orElse(0) - before;
            line(out, "tensors", String.format(Locale.ROOT, "%.0f MiB, %s", bytes / MIB, file.layout()));
            line(out, "loaded", String.format(Locale.ROOT, "%.2f s", loaded));
            line(out, "all weights read", String.format(Locale.ROOT, "%.2f s", read));
            line(
                    out,
                    "peak memory",
                    String.format(
                            Locale.ROOT,
                            "%.0f MiB more than before loading, %.2f of the tensors (before: %.0f MiB)",
                            peak / MIB,
                            (double) peak / bytes,
                            before / MIB));
        }
        return 0;
    }

    /** Reads a tensor: pages of a mapped file are loaded at their first use. */
    private static void readAll(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            tensor.sum().item_double();
        }
    }

    private static void line(PrintWriter out, String label, String text) {
        out.printf(Locale.ROOT, "%-16s %s%n", label, text);
    }
}
