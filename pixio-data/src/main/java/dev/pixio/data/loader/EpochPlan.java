package dev.pixio.data.loader;

import dev.pixio.data.loader.LoaderOptions.IncompleteBatch;
import java.util.Locale;

/**
 * Divides the images of an epoch into batches. Computed, not stored, so that a run can start at any batch.
 *
 * @param images number of images in an epoch
 * @param shape the batch size, the share of this process, and the handling of an incomplete last batch
 */
record EpochPlan(long images, LoaderOptions.Batches shape) {

    EpochPlan {
        if (dropsIncomplete(shape) && images < shape.globalSize()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%,d image%s cannot fill a batch of %,d: use a batch size of at most %,d",
                    images,
                    images == 1 ? "" : "s",
                    shape.globalSize(),
                    images));
        }
    }

    /** Number of batches per epoch, the same for every process. */
    long batches() {
        long full = images / shape.globalSize();
        return dropsIncomplete(shape) || full * shape.globalSize() == images ? full : full + 1;
    }

    /** The index in the epoch of a batch's first image; the others follow. */
    long firstSampleIndex(long batch) {
        return batch * shape.globalSize() + (long) shape.share().process() * shape.size();
    }

    /** Number of images in a batch. */
    int size(long batch) {
        return (int) Math.min(shape.size(), images - firstSampleIndex(batch));
    }

    private static boolean dropsIncomplete(LoaderOptions.Batches shape) {
        return shape.incomplete() == IncompleteBatch.DROP;
    }
}
