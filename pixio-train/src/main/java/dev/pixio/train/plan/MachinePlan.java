package dev.pixio.train.plan;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.Require;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.torch.Precision;
import java.util.Locale;
import java.util.Set;

/**
 * Device, precision, threads and memory use.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision {@code auto}, {@code fp32} or {@code bf16}
 * @param threads threads per operation on a CPU; 0 for one per core
 * @param loaderThreads threads that decode images; 0 to choose by the number of cores
 * @param microBatch number of images per forward pass, {@link #FITTING} or {@link #FASTEST}
 * @param activations what is saved of each block for its backward pass
 * @param gradients how the gradients of blocks are computed
 * @param cudaGraphs whether a GPU records forward and backward pass once, and replays them
 * @param queueAhead whether a GPU works on the next step while the host reads the values of the last one
 */
public record MachinePlan(
        String device,
        String precision,
        int threads,
        int loaderThreads,
        int microBatch,
        Activations activations,
        GradientMethod gradients,
        GpuUse cudaGraphs,
        GpuUse queueAhead) {

    /** Whether something is used that only a GPU has. */
    public enum GpuUse {
        /** What was measured to be faster: not to use it, until that was measured on a GPU. */
        AUTO,
        /** Uses it. */
        ON,
        /** Does not use it. */
        OFF
    }

    /** The largest micro-batch that fits into free memory. */
    public static final int FITTING = 0;

    /** The micro-batch with the highest throughput, measured before the first step. */
    public static final int FASTEST = -1;

    private static final int MAX_THREADS = 1024;

    private static final Set<String> PRECISIONS = Set.of("auto", "fp32", "bf16");

    public MachinePlan {
        device = device.toLowerCase(Locale.ROOT);
        precision = precision.toLowerCase(Locale.ROOT);
        Require.that(PRECISIONS.contains(precision), "precision must be auto, fp32 or bf16", "'" + precision + "'");
        Require.that(threads >= 0, "threads must be at least 0 (0 chooses)", threads);
        Require.that(loaderThreads >= 0, "loader threads must be at least 0 (0 chooses)", loaderThreads);
        Require.that(threads <= MAX_THREADS, "threads must be at most " + MAX_THREADS, threads);
        Require.that(loaderThreads <= MAX_THREADS, "loader threads must be at most " + MAX_THREADS, loaderThreads);
        Require.that(microBatch >= FASTEST, "micro-batch must be at least -1 (0 chooses, -1 tries)", microBatch);
    }

    /** Settings whose method of gradients and use of a GPU are chosen automatically. */
    public MachinePlan(
            String device, String precision, int threads, int loaderThreads, int microBatch, Activations activations) {
        this(
                device,
                precision,
                threads,
                loaderThreads,
                microBatch,
                activations,
                GradientMethod.AUTO,
                GpuUse.AUTO,
                GpuUse.AUTO);
    }

    /** Everything is chosen automatically. */
    public static final MachinePlan AUTO = new MachinePlan(
            "auto", "auto", 0, 0, FITTING, Activations.KEPT, GradientMethod.AUTO, GpuUse.AUTO, GpuUse.AUTO);

    /** How passes compute in a precision, the planned one or the one that was chosen. */
    public PassSettings pass(Precision chosen) {
        return new PassSettings(chosen, activations, gradients);
    }

    /** A copy with other use of CUDA graphs. */
    public MachinePlan withCudaGraphs(GpuUse use) {
        return new MachinePlan(
                device, precision, threads, loaderThreads, microBatch, activations, gradients, use, queueAhead);
    }

    /** A copy that queues the work of a GPU ahead, or does not. */
    public MachinePlan withQueueAhead(GpuUse use) {
        return new MachinePlan(
                device, precision, threads, loaderThreads, microBatch, activations, gradients, cudaGraphs, use);
    }

    /** A copy with another device. */
    public MachinePlan withDevice(String name) {
        return new MachinePlan(
                name, precision, threads, loaderThreads, microBatch, activations, gradients, cudaGraphs, queueAhead);
    }

    /** A copy with another precision. */
    public MachinePlan withPrecision(String name) {
        return new MachinePlan(
                device, name, threads, loaderThreads, microBatch, activations, gradients, cudaGraphs, queueAhead);
    }

    /** A copy with another number of threads per operation on a CPU; 0 for one per core. */
    public MachinePlan withThreads(int number) {
        return new MachinePlan(
                device, precision, number, loaderThreads, microBatch, activations, gradients, cudaGraphs, queueAhead);
    }

    /** A copy with another number of threads that decode images; 0 to choose by the number of cores. */
    public MachinePlan withLoaderThreads(int number) {
        return new MachinePlan(
                device, precision, threads, number, microBatch, activations, gradients, cudaGraphs, queueAhead);
    }

    /** A copy with another micro-batch: a number of images, {@link #FITTING} or {@link #FASTEST}. */
    public MachinePlan withMicroBatch(int images) {
        return new MachinePlan(
                device, precision, threads, loaderThreads, images, activations, gradients, cudaGraphs, queueAhead);
    }

    /** A copy with another way to compute the gradients of blocks. */
    public MachinePlan withGradients(GradientMethod method) {
        return new MachinePlan(
                device, precision, threads, loaderThreads, microBatch, activations, method, cudaGraphs, queueAhead);
    }
}
