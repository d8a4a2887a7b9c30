package dev.pixio.data.loader;

import dev.pixio.data.JpegScaling;
import dev.pixio.data.loader.Sampler.Order;

/**
 * Options of a {@link BatchLoader}. Start from {@link #training}, {@link #evaluation} or {@link #embedding} and change
 * single settings with the {@code with...} methods.
 *
 * @param batches which images are in which batch
 * @param decoding how batches are prepared; of these settings, only {@link Decoding#jpegScaling} changes their content
 * @param unreadable what happens when an image cannot be read
 */
public record LoaderOptions(Batches batches, Decoding decoding, UnreadablePolicy unreadable) {

    /** Batches prepared ahead by default. */
    public static final int DEFAULT_PREFETCH_BATCHES = 2;

    /** Default limit on the share of unreadable images. */
    public static final double DEFAULT_MAX_UNREADABLE_SHARE = 0.10;

    /** The largest number of decoding threads; each has a stack and an image in memory. */
    public static final int MAX_THREADS = 1024;

    /** For training: shuffled, an incomplete last batch is dropped. */
    public static LoaderOptions training(int batchSize, long seed) {
        return new LoaderOptions(
                new Batches(batchSize, seed, Order.SHUFFLED, IncompleteBatch.DROP, Share.ALL),
                Decoding.DEFAULT,
                UnreadablePolicy.DEFAULT);
    }

    /** For evaluation: every image once per epoch, in source order. */
    public static LoaderOptions evaluation(int batchSize, long seed) {
        return new LoaderOptions(
                new Batches(batchSize, seed, Order.SEQUENTIAL, IncompleteBatch.KEEP, Share.ALL),
                Decoding.DEFAULT,
                UnreadablePolicy.DEFAULT);
    }

    /** For features: every image once per epoch, in source order, without the unreadable ones. */
    public static LoaderOptions embedding(int batchSize) {
        return evaluation(batchSize, 0).withOnUnreadable(OnUnreadable.LEAVE_OUT);
    }

    /** With another number of decoding threads, at least 1. */
    public LoaderOptions withThreads(int number) {
        return withDecoding(new Decoding(number, decoding.prefetchBatches, decoding.jpegScaling, decoding.memory));
    }

    /** With another number of batches prepared ahead, at least 1. */
    public LoaderOptions withPrefetchBatches(int number) {
        return withDecoding(new Decoding(decoding.threads, number, decoding.jpegScaling, decoding.memory));
    }

    /** With or without decoding large JPEG files at reduced size. */
    public LoaderOptions withJpegScaling(JpegScaling scaling) {
        return withDecoding(new Decoding(decoding.threads, decoding.prefetchBatches, scaling, decoding.memory));
    }

    /** With batches in another kind of memory. */
    public LoaderOptions withMemory(BatchMemory memory) {
        return withDecoding(new Decoding(decoding.threads, decoding.prefetchBatches, decoding.jpegScaling, memory));
    }

    /** With another limit on the share of unreadable images, 0 (none may be unreadable) to 1. */
    public LoaderOptions withMaxUnreadableShare(double limit) {
        return new LoaderOptions(batches, decoding, new UnreadablePolicy(limit, unreadable.onUnreadable));
    }

    /** With another handling of unreadable images. */
    public LoaderOptions withOnUnreadable(OnUnreadable policy) {
        return new LoaderOptions(batches, decoding, new UnreadablePolicy(unreadable.maxShare, policy));
    }

    /** With the share of one of several processes. */
    public LoaderOptions withShare(Share share) {
        return new LoaderOptions(
                new Batches(batches.size, batches.seed, batches.order, batches.incomplete, share),
                decoding,
                unreadable);
    }

    private LoaderOptions withDecoding(Decoding other) {
        return new LoaderOptions(batches, other, unreadable);
    }

    /**
     * Which images are in which batch.
     *
     * @param size images in a batch, over all processes; at least one for each process
     * @param seed the run's seed, which determines order, augmentation and replacements
     * @param order whether each epoch is shuffled
     * @param incomplete what happens to an incomplete batch at the end of an epoch
     * @param share which part of every global batch this process takes
     */
    public record Batches(int size, long seed, Order order, IncompleteBatch incomplete, Share share) {

        public Batches {
            requireAtLeastOne("the batch size", size);
            if (size < share.processes()) {
                throw new IllegalArgumentException("a batch of " + size + (size == 1 ? " image" : " images")
                        + " cannot be divided among " + share.processes() + " processes");
            }
            if (incomplete == IncompleteBatch.KEEP && share.processes() > 1) {
                throw new IllegalArgumentException("a smaller last batch cannot be shared by " + share.processes()
                        + " processes: drop it, or use one process");
            }
        }

        /** Position in the whole batch of this process's first image. */
        int first() {
            return share.first(size);
        }

        /** Number of images of this process in a batch. */
        int own() {
            return share.end(size) - share.first(size);
        }
    }

    /** What happens to an incomplete batch at the end of an epoch. */
    public enum IncompleteBatch {
        /** It is dropped. Which images are in it differs between shuffled epochs. */
        DROP,
        /** It is delivered with fewer images. */
        KEEP
    }

    /**
     * The part of one process in data-parallel training. Concatenated over the processes, in their order, the batches have the
     * same images, augmentations and masks as those of a single process. If the number of processes does not divide the
     * batch, some have one image more than others.
     *
     * @param process rank of this process, from 0
     * @param processes number of processes, at least 1
     */
    public record Share(int process, int processes) {

        /** Whole batches, for a single process. */
        public static final Share ALL = new Share(0, 1);

        public Share {
            if (process < 0 || process >= processes) {
                throw new IllegalArgumentException("process " + process + " of " + processes + ": count from 0");
            }
        }

        /** Position of the process's first of {@code count} items. */
        public int first(int count) {
            return (int) ((long) count * process / processes);
        }

        /** Position after the process's last of {@code count} items. */
        public int end(int count) {
            return (int) ((long) count * (process + 1) / processes);
        }
    }

    /** Where batches are. */
    public enum BatchMemory {
        /** In ordinary memory. */
        ORDINARY,
        /** In memory from which a GPU copies by itself; in ordinary memory if there is no GPU. */
        PAGE_LOCKED
    }

    /**
     * How batches are prepared.
     *
     * @param threads decoding threads, 1 to {@link #MAX_THREADS}; the batches are the same for any number
     * @param prefetchBatches number of batches prepared ahead, at least 1
     * @param jpegScaling whether large JPEG files are decoded at reduced size
     * @param memory where the batches are
     */
    public record Decoding(int threads, int prefetchBatches, JpegScaling jpegScaling, BatchMemory memory) {

        /** One thread decodes about 1,000 photographs of 500 x 375 pixels per second; more threads wait for the model. */
        private static final int MAX_DEFAULT_THREADS = 8;

        private static final Decoding DEFAULT = new Decoding(
                Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()),
                DEFAULT_PREFETCH_BATCHES,
                JpegScaling.OFF,
                BatchMemory.ORDINARY);

        public Decoding {
            requireAtLeastOne("the number of decoding threads", threads);
            if (threads > MAX_THREADS) {
                throw new IllegalArgumentException(
                        "the number of decoding threads must be at most " + MAX_THREADS + ", not " + threads);
            }
            requireAtLeastOne("the number of batches prepared ahead", prefetchBatches);
        }
    }

    /**
     * What happens when an image cannot be read.
     *
     * @param maxShare limit on the share of unreadable images, 0 (none may be unreadable) to 1; above it the loader fails
     * @param onUnreadable what the batch contains in place of an unreadable image
     */
    public record UnreadablePolicy(double maxShare, OnUnreadable onUnreadable) {

        private static final UnreadablePolicy DEFAULT =
                new UnreadablePolicy(DEFAULT_MAX_UNREADABLE_SHARE, OnUnreadable.REPLACE);

        public UnreadablePolicy {
            if (!(maxShare >= 0 && maxShare <= 1)) {
                throw new IllegalArgumentException(
                        "the limit on the share of unreadable images must be 0 to 1, not " + maxShare);
            }
        }
    }

    private static void requireAtLeastOne(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, not " + value);
        }
    }
}
