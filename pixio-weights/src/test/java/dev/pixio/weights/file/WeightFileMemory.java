package dev.pixio.weights.file;

import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Opens a file of weights, reads every element once, and prints the time and memory. */
final class WeightFileMemory {

    private WeightFileMemory() {}

    /**
     * Measures one file.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        try (PointerScope scope = new PointerScope()) {
            Tensors.of(new float[] {1}, 1); // loads libtorch, which is not measured
            long before = NativeMemory.resident().orElse(0);
            long started = System.nanoTime();
            WeightFile weights = WeightFile.open(file);
            System.out.printf(
                    "%d tensors opened in %.2f s, resident %+d MB%n",
                    weights.tensors().size(),
                    (System.nanoTime() - started) / 1e9,
                    (NativeMemory.resident().orElse(0) - before) >> 20);
            weights.tensors().values().forEach(WeightFileMemory::sum);
            long size = Files.size(file);
            long peak = NativeMemory.peakResident().orElse(0);
            System.out.printf(
                    "every element read in %.1f s: file %d MB, peak %d MB, %.3f of the file, %.3f without the %d MB at the"
                            + " start%n",
                    (System.nanoTime() - started) / 1e9,
                    size >> 20,
                    peak >> 20,
                    (double) peak / size,
                    (double) (peak - before) / size,
                    before >> 20);
        }
    }

    private static void sum(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            tensor.sum().item_double();
        }
    }
}
