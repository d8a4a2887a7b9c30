package dev.pixio.train;

import dev.pixio.model.ModelCost;
import dev.pixio.torch.Engine;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;

/** How many pictures go through the model at once. */
final class MicroBatch {

    /** Of the free memory, what activations and optimizer may take; the rest is for decoding and other programs. */
    private static final double SHARE = 0.6;

    /** A CPU's matrix products are large long before this; more pictures at once would only take memory. */
    private static final int ENOUGH_FOR_A_CPU = 32;

    private MicroBatch() {}

    /** The plan's number; where it leaves it open, the largest even share of the batch that fits the free memory. */
    static int choose(TrainingPlan plan, Device device, Precision precision) {
        if (plan.machine().microBatch() > 0) {
            return plan.machine().microBatch();
        }
        OptionalLong free = Engine.isGpu(device) ? OptionalLong.empty() : NativeMemory.available();
        int most = Engine.isGpu(device) ? plan.batchSize() : Math.min(plan.batchSize(), ENOUGH_FOR_A_CPU);
        return free.isEmpty()
                ? most
                : fitting(plan.batchSize(), most, free.getAsLong(), ModelCost.of(plan.model()), precision);
    }

    static int fitting(int batch, int most, long freeBytes, ModelCost cost, Precision precision) {
        double room = freeBytes * SHARE - cost.bytesOfState();
        int fits = (int) Math.max(1, Math.min(most, room / cost.bytesAPicture(precision)));
        int parts = (batch + fits - 1) / fits;
        // Even parts: 4 x 16 rather than 3 x 20 and a rest of 4.
        return (batch + parts - 1) / parts;
    }
}
