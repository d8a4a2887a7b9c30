package dev.pixio.data;

import dev.pixio.data.Sampler.Order;

/**
 * How pictures become batches.
 *
 * @param batchSize pictures a batch, at least 1
 * @param threads decoding threads, at least 1; the batches are the same for any number
 * @param prefetchBatches batches that are prepared ahead, at least 1
 * @param seed the run's seed, which fixes order, augmentation and replacements
 * @param order whether each epoch is shuffled
 * @param dropLast whether what is left at an epoch's end and does not fill a batch is left out; otherwise it is a
 *     smaller batch
 * @param share which part of every batch this process takes
 * @param maxBrokenShare the share of unreadable pictures at which to stop, 0 (none may be broken) to 1
 * @param onBroken what becomes of the place of a picture that cannot be read
 * @param jpegScaling whether large JPEG files are decoded smaller
 */
public record LoaderOptions(
        int batchSize,
        int threads,
        int prefetchBatches,
        long seed,
        Order order,
        boolean dropLast,
        Share share,
        double maxBrokenShare,
        OnBroken onBroken,
        JpegScaling jpegScaling) {

    /**
     * One of several processes that learn as one. Their batches lie side by side: together they are the batches, with
     * the same pictures, augmentations and masks, that one process with a batch of {@code processes} times the size
     * would have.
     *
     * @param process which one, from 0
     * @param processes how many, at least 1
     */
    public record Share(int process, int processes) {

        public static final Share ALL = new Share(0, 1);

        public Share {
            if (process < 0 || process >= processes) {
                throw new IllegalArgumentException("process " + process + " of " + processes + ": count from 0");
            }
        }
    }

    public static final int DEFAULT_PREFETCH_BATCHES = 2;
    public static final double DEFAULT_MAX_BROKEN_SHARE = 0.10;

    /** One thread decodes about a thousand photographs of 500 x 375 pixels a second; more wait for the model. */
    private static final int MAX_DEFAULT_THREADS = 8;

    public LoaderOptions {
        requireAtLeastOne("the batch size", batchSize);
        requireAtLeastOne("the number of decoding threads", threads);
        requireAtLeastOne("the number of batches prepared ahead", prefetchBatches);
        if (!dropLast && share.processes() > 1) {
            throw new IllegalArgumentException("a smaller last batch cannot be shared by " + share.processes()
                    + " processes: drop it, or use one process");
        }
        if (!(maxBrokenShare >= 0 && maxBrokenShare <= 1)) {
            throw new IllegalArgumentException(
                    "the share of pictures that may be broken must be 0 to 1, not " + maxBrokenShare);
        }
    }

    /** For training: shuffled, and every batch full. */
    public static LoaderOptions training(int batchSize, long seed) {
        return new LoaderOptions(
                batchSize,
                defaultThreads(),
                DEFAULT_PREFETCH_BATCHES,
                seed,
                Order.SHUFFLED,
                true,
                Share.ALL,
                DEFAULT_MAX_BROKEN_SHARE,
                OnBroken.REPLACE,
                JpegScaling.OFF);
    }

    /** For evaluation: every picture once, in the source's order. */
    public static LoaderOptions evaluation(int batchSize, long seed) {
        return new LoaderOptions(
                batchSize,
                defaultThreads(),
                DEFAULT_PREFETCH_BATCHES,
                seed,
                Order.AS_FOUND,
                false,
                Share.ALL,
                DEFAULT_MAX_BROKEN_SHARE,
                OnBroken.REPLACE,
                JpegScaling.OFF);
    }

    /** For features: every picture once, in the source's order, and those that cannot be read left out. */
    public static LoaderOptions embedding(int batchSize) {
        return evaluation(batchSize, 0).withOnBroken(OnBroken.LEAVE_OUT);
    }

    public LoaderOptions withThreads(int number) {
        return new LoaderOptions(
                batchSize,
                number,
                prefetchBatches,
                seed,
                order,
                dropLast,
                share,
                maxBrokenShare,
                onBroken,
                jpegScaling);
    }

    public LoaderOptions withPrefetchBatches(int number) {
        return new LoaderOptions(
                batchSize, threads, number, seed, order, dropLast, share, maxBrokenShare, onBroken, jpegScaling);
    }

    public LoaderOptions withMaxBrokenShare(double limit) {
        return new LoaderOptions(
                batchSize, threads, prefetchBatches, seed, order, dropLast, share, limit, onBroken, jpegScaling);
    }

    public LoaderOptions withOnBroken(OnBroken policy) {
        return new LoaderOptions(
                batchSize, threads, prefetchBatches, seed, order, dropLast, share, maxBrokenShare, policy, jpegScaling);
    }

    public LoaderOptions withShare(Share part) {
        return new LoaderOptions(
                batchSize,
                threads,
                prefetchBatches,
                seed,
                order,
                dropLast,
                part,
                maxBrokenShare,
                onBroken,
                jpegScaling);
    }

    public LoaderOptions withJpegScaling(JpegScaling scaling) {
        return new LoaderOptions(
                batchSize, threads, prefetchBatches, seed, order, dropLast, share, maxBrokenShare, onBroken, scaling);
    }

    private static int defaultThreads() {
        return Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static void requireAtLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, not " + value);
        }
    }
}
