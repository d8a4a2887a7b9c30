package dev.pixio.train.plan;

import dev.pixio.model.config.Activations;
import dev.pixio.model.config.Require;
import java.util.Locale;
import java.util.Set;

/**
 * What of the machine is used.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision {@code auto}, {@code fp32} or {@code bf16}
 * @param threads threads of one operation on a CPU; 0 for one a core
 * @param loaderThreads threads that decode images; 0 to choose by the cores
 * @param microBatch images that go through the model at once, {@link #FITTING} or {@link #FASTEST}
 * @param activations what is kept of each block for its gradients
 */
public record MachinePlan(
        String device, String precision, int threads, int loaderThreads, int microBatch, Activations activations) {

    /** As many images at once as fit the free memory. */
    public static final int FITTING = 0;

    /** As many as train the most images per second, found by a trial before the first step. */
    public static final int FASTEST = -1;

    private static final Set<String> PRECISIONS = Set.of("auto", "fp32", "bf16");

    public MachinePlan {
        device = device.toLowerCase(Locale.ROOT);
        precision = precision.toLowerCase(Locale.ROOT);
        Require.that(PRECISIONS.contains(precision), "precision must be auto, fp32 or bf16", "'" + precision + "'");
        Require.that(threads >= 0, "threads must be at least 0 (0 chooses)", threads);
        Require.that(loaderThreads >= 0, "loader threads must be at least 0 (0 chooses)", loaderThreads);
        Require.that(microBatch >= FASTEST, "micro-batch must be at least -1 (0 chooses, -1 tries)", microBatch);
    }

    /** Nothing set: the device, precision and numbers that fit the machine. */
    public static final MachinePlan AUTO = new MachinePlan("auto", "auto", 0, 0, FITTING, Activations.KEPT);

    /** The same on another device. */
    public MachinePlan withDevice(String name) {
        return new MachinePlan(name, precision, threads, loaderThreads, microBatch, activations);
    }

    /** The same in another precision. */
    public MachinePlan withPrecision(String name) {
        return new MachinePlan(device, name, threads, loaderThreads, microBatch, activations);
    }

    /** The same with another number of threads of one operation on a CPU; 0 for one a core. */
    public MachinePlan withThreads(int number) {
        return new MachinePlan(device, precision, number, loaderThreads, microBatch, activations);
    }

    /** The same with another number of threads that decode images; 0 to choose by the cores. */
    public MachinePlan withLoaderThreads(int number) {
        return new MachinePlan(device, precision, threads, number, microBatch, activations);
    }

    /** The same with another micro-batch: images that go through the model at once, or how to choose their number. */
    public MachinePlan withMicroBatch(int images) {
        return new MachinePlan(device, precision, threads, loaderThreads, images, activations);
    }
}
