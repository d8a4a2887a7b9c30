package dev.pixio.bench.step;

import dev.pixio.bench.measure.Median;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The rate of a product of two large matrices by all threads of the process, the bound of a training step. The library is the
 * one that the step's linear layers use: oneDNN with a packed weight on a CPU, otherwise libtorch's own choice.
 *
 * @param device of the matrices
 * @param precision of the product
 */
record ProductRate(Device device, Precision precision) {

    private static final int SIZE_ON_A_CPU = 2048;

    /** A product of 2048 would be over before the next is started. */
    private static final int SIZE_ON_A_GPU = 8192;

    /** Products in a row on a GPU, of which only the last is waited for. */
    private static final int IN_A_ROW = 8;

    private static final int LEAST_PRODUCTS = 3;

    /** Rows and columns of the matrices. */
    int size() {
        return Libtorch.isGpu(device) ? SIZE_ON_A_GPU : SIZE_ON_A_CPU;
    }

    /** The function that is measured, in words. */
    String path() {
        return usesOneDnn() ? "oneDNN linear, packed weight" : "libtorch matmul";
    }

    /**
     * Floating-point operations per second.
     *
     * @param duration of the measurement in seconds, or that of three products if they take longer; the median counts
     */
    double flops(double duration) {
        try (PointerScope scope = new PointerScope()) {
            Tensor a = matrix();
            Tensor b = usesOneDnn() ? OneDnn.pack(matrix()) : matrix();
            double unused = seconds(a, b); // warm-up: the kernel is generated at its first use
            List<Double> rates = new ArrayList<>();
            long start = System.nanoTime();
            do {
                rates.add(2.0 * size() * size() * size() / seconds(a, b));
            } while (System.nanoTime() - start < duration * 1e9 || rates.size() < LEAST_PRODUCTS);
            return Median.of(rates);
        }
    }

    private double seconds(Tensor a, Tensor b) {
        int products = Libtorch.isGpu(device) ? IN_A_ROW : 1;
        Libtorch.synchronize(device);
        long start = System.nanoTime();
        for (int i = 0; i < products; i++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor unused = usesOneDnn() ? OneDnn.linear(a, b) : torch.matmul(a, b);
            }
        }
        Libtorch.synchronize(device);
        return (System.nanoTime() - start) / 1e9 / products;
    }

    private Tensor matrix() {
        // Filled where it is: on a CPU a matrix for a GPU would take as long as a round.
        return torch.randn_like(Tensors.to(Tensors.empty(precision.dtype(), size(), size()), device));
    }

    private boolean usesOneDnn() {
        return device.is_cpu() && ExplicitBlock.isAvailable(precision.dtype());
    }
}
