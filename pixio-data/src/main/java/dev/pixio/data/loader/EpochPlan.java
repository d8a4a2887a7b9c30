package dev.pixio.data.loader;

import dev.pixio.data.loader.LoaderOptions.IncompleteBatch;
import java.util.Locale;

/**
 * Divides the images of an epoch into batches. Computed, not stored, so that a run can start at any batch.
 *
 * @param images number of images in an epoch
 * @param shape the batch size over all processes, the share of this process, and the handling of an incomplete last batch
 */
record EpochPlan(long images, LoaderOptions.Batches shape) {

    EpochPlan {
        if (dropsIncomplete(shape) && images < shape.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%,d image%s cannot fill a batch of %,d: use --batch-size %d or less",
                    images,
                    images == 1 ? "" : "s",
                    shape.size(),
                    images));
        }
    }

    /** Number of batches per epoch, the same for every process. */
    long batches() {
        long full = images / shape.size();
        return dropsIncomplete(shape) || full * shape.size() == images ? full : full + 1;
    }

    /** The index in the epoch of the first image of a batch that is this process's; the others follow. */
    long firstSampleIndex(long batch) {
        return batch * shape.size() + shape.first();
    }

    /** Number of images of this process in a batch. */
    int size(long batch) {
        return (int) Math.min(shape.own(), images - firstSampleIndex(batch));
    }

    /** Number of images of all processes in a batch. */
    int wholeSize(long batch) {
        return (int) Math.min(shape.size(), images - batch * shape.size());
    }

    private static boolean dropsIncomplete(LoaderOptions.Batches shape) {
        return shape.incomplete() == IncompleteBatch.DROP;
    }
}
