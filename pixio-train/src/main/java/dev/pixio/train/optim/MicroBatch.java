package dev.pixio.train.optim;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.MachinePlan;
import dev.pixio.train.plan.TrainingPlan;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;

/** Chooses the micro-batch size: the number of images per forward pass. */
public final class MicroBatch {

    /** Share of the free memory for activations and optimizer; the rest is for decoding and other programs. */
    private static final double SHARE = 0.6;

    /** On a CPU, larger micro-batches are not faster and only use more memory. */
    private static final int MAX_ON_CPU = 32;

    private MicroBatch() {}

    /**
     * The plan's micro-batch size; if it sets none, the largest even share of the batch that fits, or the fastest size.
     */
    public static int choose(TrainingPlan plan, Pixio model, Device device, Precision precision) {
        return switch (plan.machine().microBatch()) {
            case MachinePlan.FITTING -> fitting(plan, device, precision);
            case MachinePlan.FASTEST ->
                new MicroBatchTrial(model, plan.imageInput(), plan.machine().pass(precision))
                        .fastest(plan.batchSize(), fitting(plan, device, precision));
            default -> plan.machine().microBatch();
        };
    }

    private static int fitting(TrainingPlan plan, Device device, Precision precision) {
        OptionalLong free = Libtorch.isGpu(device) ? OptionalLong.empty() : NativeMemory.available();
        int limit = Libtorch.isGpu(device) ? plan.batchSize() : Math.min(plan.batchSize(), MAX_ON_CPU);
        return free.isEmpty()
                ? limit
                : fitting(
                        plan.batchSize(),
                        limit,
                        free.getAsLong(),
                        ModelCost.of(plan.model()),
                        precision,
                        plan.machine().activations());
    }

    static int fitting(
            int batch, int limit, long freeBytes, ModelCost cost, Precision precision, Activations activations) {
        double available = freeBytes * SHARE - cost.bytesOfState();
        int fits = (int) Math.max(1, Math.min(limit, available / cost.bytesPerImage(precision, activations)));
        int parts = (batch + fits - 1) / fits;
        // Even parts: 4 x 16 instead of 3 x 20 and 1 x 4.
        return (batch + parts - 1) / parts;
    }
}
