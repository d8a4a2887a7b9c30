package dev.pixio.weights;

import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.tensor.SavedDtype;

/**
 * The target of a conversion.
 *
 * @param layout the names of the tensors
 * @param dtype of the saved tensors
 * @param parts of the model to write
 * @param shardBytes the maximum size in bytes of the tensors in one file, for the layout that is a folder of several files
 */
public record ConversionPlan(WeightLayout layout, SavedDtype dtype, Parts parts, long shardBytes) {

    /** The default of transformers. */
    public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

    /** The parts of a model that are written. */
    public enum Parts {
        /** All that the file contains and the layout supports. */
        ALL,
        ENCODER
    }

    public ConversionPlan {
        if (shardBytes < 1) {
            throw new IllegalArgumentException("a shard must have at least 1 byte, not " + shardBytes);
        }
    }

    /** The whole model in a layout, in its own dtype. */
    public static ConversionPlan to(WeightLayout layout) {
        return new ConversionPlan(layout, SavedDtype.KEEP, Parts.ALL, DEFAULT_SHARD_BYTES);
    }

    public ConversionPlan withDtype(SavedDtype dtype) {
        return new ConversionPlan(layout, dtype, parts, shardBytes);
    }

    public ConversionPlan withParts(Parts parts) {
        return new ConversionPlan(layout, dtype, parts, shardBytes);
    }

    public ConversionPlan withShardBytes(long shardBytes) {
        return new ConversionPlan(layout, dtype, parts, shardBytes);
    }
}
