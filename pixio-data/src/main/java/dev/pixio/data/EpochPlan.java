package dev.pixio.data;

import java.util.Locale;

/**
 * How the places of an epoch are dealt out to batches: pure arithmetic, so that a run can begin anywhere.
 *
 * @param pictures places in an epoch
 * @param options the batch size, the share of this process, and what happens to an incomplete last batch
 */
record EpochPlan(long pictures, LoaderOptions options) {

    EpochPlan {
        long together = together(options);
        if (options.dropLast() && pictures < together) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%,d picture%s cannot fill a batch of %,d: use a batch size of at most %,d",
                    pictures,
                    pictures == 1 ? "" : "s",
                    together,
                    pictures));
        }
    }

    /** Batches of this process in an epoch; the same for every process. */
    long batches() {
        long together = together(options);
        return options.dropLast() ? pictures / together : (pictures + together - 1) / together;
    }

    /** The place of a batch's first picture; the others follow. */
    long firstPlace(long batch) {
        return batch * together(options) + (long) options.share().process() * options.batchSize();
    }

    /** Pictures in a batch. */
    int size(long batch) {
        return (int) Math.min(options.batchSize(), pictures - firstPlace(batch));
    }

    /** What all processes take at once. */
    private static long together(LoaderOptions options) {
        return (long) options.batchSize() * options.share().processes();
    }
}
