package dev.pixio.train;

import java.util.Locale;
import java.util.Set;

/**
 * What of the machine is used.
 *
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision {@code auto}, {@code fp32} or {@code bf16}
 * @param threads threads of one operation on a CPU; 0 for one a core
 * @param loaderThreads threads that decode pictures; 0 to choose by the cores
 * @param microBatch pictures that go through the model at once; 0 to choose by the free memory
 */
public record MachinePlan(String device, String precision, int threads, int loaderThreads, int microBatch) {

    private static final Set<String> PRECISIONS = Set.of("auto", "fp32", "bf16");

    public MachinePlan {
        device = device.toLowerCase(Locale.ROOT);
        precision = precision.toLowerCase(Locale.ROOT);
        Check.that(PRECISIONS.contains(precision), "precision must be auto, fp32 or bf16", "'" + precision + "'");
        Check.that(threads >= 0, "threads must be at least 0 (0 chooses)", threads);
        Check.that(loaderThreads >= 0, "loader threads must be at least 0 (0 chooses)", loaderThreads);
        Check.that(microBatch >= 0, "micro-batch must be at least 0 (0 chooses)", microBatch);
    }

    /** Nothing set: the device, precision and numbers that fit the machine. */
    public static final MachinePlan AUTO = new MachinePlan("auto", "auto", 0, 0, 0);
}
