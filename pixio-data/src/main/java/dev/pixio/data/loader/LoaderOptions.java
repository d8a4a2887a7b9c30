package dev.pixio.data.loader;

import dev.pixio.data.JpegScaling;
import dev.pixio.data.loader.Sampler.Order;

/**
 * How images become batches. Begin with {@link #training}, {@link #evaluation} or {@link #embedding} and change single
 * settings with the {@code with...} methods.
 *
 * @param batches which images are in which batch
 * @param decoding how batches are prepared, which does not change what is in them but for {@link Decoding#jpegScaling}
 * @param unreadable what happens when an image cannot be read
 */
public record LoaderOptions(Batches batches, Decoding decoding, UnreadablePolicy unreadable) {

    public static final int DEFAULT_PREFETCH_BATCHES = 2;
    public static final double DEFAULT_MAX_UNREADABLE_SHARE = 0.10;

    /** For training: shuffled, and every batch full. */
    public static LoaderOptions training(int batchSize, long seed) {
        return new LoaderOptions(
                new Batches(batchSize, seed, Order.SHUFFLED, IncompleteBatch.DROP, Share.ALL),
                Decoding.DEFAULT,
                UnreadablePolicy.DEFAULT);
    }

    /** For evaluation: every image once, in the source's order. */
    public static LoaderOptions evaluation(int batchSize, long seed) {
        return new LoaderOptions(
                new Batches(batchSize, seed, Order.AS_FOUND, IncompleteBatch.KEEP, Share.ALL),
                Decoding.DEFAULT,
                UnreadablePolicy.DEFAULT);
    }

    /** For features: every image once, in the source's order, and those that cannot be read left out. */
    public static LoaderOptions embedding(int batchSize) {
        return evaluation(batchSize, 0).withOnUnreadable(OnUnreadable.LEAVE_OUT);
    }

    /** With another number of decoding threads, at least 1. */
    public LoaderOptions withThreads(int number) {
        return withDecoding(new Decoding(number, decoding.prefetchBatches, decoding.jpegScaling));
    }

    /** With another number of batches prepared ahead, at least 1. */
    public LoaderOptions withPrefetchBatches(int number) {
        return withDecoding(new Decoding(decoding.threads, number, decoding.jpegScaling));
    }

    /** With large JPEG files decoded smaller, or not. */
    public LoaderOptions withJpegScaling(JpegScaling scaling) {
        return withDecoding(new Decoding(decoding.threads, decoding.prefetchBatches, scaling));
    }

    /** With another share of unreadable images at which to stop, 0 (none may be unreadable) to 1. */
    public LoaderOptions withMaxUnreadableShare(double limit) {
        return new LoaderOptions(batches, decoding, new UnreadablePolicy(limit, unreadable.onUnreadable));
    }

    /** With another use of the place of an unreadable image. */
    public LoaderOptions withOnUnreadable(OnUnreadable policy) {
        return new LoaderOptions(batches, decoding, new UnreadablePolicy(unreadable.maxShare, policy));
    }

    /** For one of several processes. */
    public LoaderOptions withShare(Share part) {
        return new LoaderOptions(
                new Batches(batches.size, batches.seed, batches.order, batches.incomplete, part), decoding, unreadable);
    }

    private LoaderOptions withDecoding(Decoding other) {
        return new LoaderOptions(batches, other, unreadable);
    }

    /**
     * Which images are in which batch.
     *
     * @param size images in a batch of this process, at least 1
     * @param seed the run's seed, which fixes order, augmentation and replacements
     * @param order whether each epoch is shuffled
     * @param incomplete what happens to the images at an epoch's end that do not fill a batch
     * @param share which part of every batch this process takes
     */
    public record Batches(int size, long seed, Order order, IncompleteBatch incomplete, Share share) {

        public Batches {
            requireAtLeastOne("the batch size", size);
            if (incomplete == IncompleteBatch.KEEP && share.processes() > 1) {
                throw new IllegalArgumentException("a smaller last batch cannot be shared by " + share.processes()
                        + " processes: drop it, or use one process");
            }
        }

        /** Images in a batch over all processes. */
        long globalSize() {
            return (long) size * share.processes();
        }
    }

    /** What happens to the images at an epoch's end that do not fill a batch. */
    public enum IncompleteBatch {
        /** They are left out; another epoch has other ones there. */
        DROP,
        /** They are a smaller batch. */
        KEEP
    }

    /**
     * One of several processes that learn as one. Their batches lie side by side: together they are the batches, with
     * the same images, augmentations and masks, that one process with a batch of {@code processes} times the size
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

    /**
     * How batches are prepared.
     *
     * @param threads decoding threads, at least 1; the batches are the same for any number
     * @param prefetchBatches batches that are prepared ahead, at least 1
     * @param jpegScaling whether large JPEG files are decoded smaller
     */
    public record Decoding(int threads, int prefetchBatches, JpegScaling jpegScaling) {

        /** One thread decodes about a thousand photographs of 500 x 375 pixels a second; more wait for the model. */
        private static final int MAX_DEFAULT_THREADS = 8;

        private static final Decoding DEFAULT = new Decoding(
                Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()),
                DEFAULT_PREFETCH_BATCHES,
                JpegScaling.OFF);

        public Decoding {
            requireAtLeastOne("the number of decoding threads", threads);
            requireAtLeastOne("the number of batches prepared ahead", prefetchBatches);
        }
    }

    /**
     * What happens when an image cannot be read.
     *
     * @param maxShare the share of unreadable images at which to stop, 0 (none may be unreadable) to 1
     * @param onBroken what happens to the place of an unreadable image
     */
    public record UnreadablePolicy(double maxShare, OnUnreadable onUnreadable) {

        private static final UnreadablePolicy DEFAULT =
                new UnreadablePolicy(DEFAULT_MAX_UNREADABLE_SHARE, OnUnreadable.REPLACE);

        public UnreadablePolicy {
            if (!(maxShare >= 0 && maxShare <= 1)) {
                throw new IllegalArgumentException(
                        "the share of images that may be broken must be 0 to 1, not " + maxShare);
            }
        }
    }

    private static void requireAtLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, not " + value);
        }
    }
}
