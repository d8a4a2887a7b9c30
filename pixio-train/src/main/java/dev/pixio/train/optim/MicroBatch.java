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

/** How many images go through the model at once. */
public final class MicroBatch {

    /** Of the free memory, what activations and optimizer may take; the rest is for decoding and other programs. */
    private static final double SHARE = 0.6;

    /** A CPU's matrix products are large long before this; more images at once would only take memory. */
    private static final int ENOUGH_FOR_A_CPU = 32;

    private MicroBatch() {}

    /** The plan's number; where it leaves it open, the largest even share of the batch that fits, or the fastest. */
    public static int choose(TrainingPlan plan, Pixio model, Device device, Precision precision) {
        return switch (plan.machine().microBatch()) {
            case MachinePlan.FITTING -> fitting(plan, device, precision);
            case MachinePlan.FASTEST ->
                new MicroBatchTrial(model, precision, plan.machine().activations())
                        .fastest(plan.batchSize(), fitting(plan, device, precision));
            default -> plan.machine().microBatch();
        };
    }

    private static int fitting(TrainingPlan plan, Device device, Precision precision) {
        OptionalLong free = Libtorch.isGpu(device) ? OptionalLong.empty() : NativeMemory.available();
        int most = Libtorch.isGpu(device) ? plan.batchSize() : Math.min(plan.batchSize(), ENOUGH_FOR_A_CPU);
        return free.isEmpty()
                ? most
                : fitting(
                        plan.batchSize(),
                        most,
                        free.getAsLong(),
                        ModelCost.of(plan.model()),
                        precision,
                        plan.machine().activations());
    }

    static int fitting(
            int batch, int most, long freeBytes, ModelCost cost, Precision precision, Activations activations) {
        double room = freeBytes * SHARE - cost.bytesOfState();
        int fits = (int) Math.max(1, Math.min(most, room / cost.bytesPerImage(precision, activations)));
        int parts = (batch + fits - 1) / fits;
        // Even parts: 4 x 16 rather than 3 x 20 and a rest of 4.
        return (batch + parts - 1) / parts;
    }
}
