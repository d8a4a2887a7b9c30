package dev.pixio.weights;

import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.tensor.SavedDtype;

/**
 * What weights shall become.
 *
 * @param layout whose names they get
 * @param dtype in which number format
 * @param parts what of the model
 * @param shardBytes the most bytes of tensors in one file, where the layout is a folder of several
 */
public record ConversionPlan(WeightLayout layout, SavedDtype dtype, Parts parts, long shardBytes) {

    /** As transformers cuts, if nobody says otherwise. */
    public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

    /** What of a model is written. */
    public enum Parts {
        /** All that the file has and the layout takes. */
        ALL,
        ENCODER
    }

    public ConversionPlan {
        if (shardBytes < 1) {
            throw new IllegalArgumentException("a shard must have at least 1 byte, not " + shardBytes);
        }
    }

    /** The whole model in the layout, numbers kept as they are. */
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
