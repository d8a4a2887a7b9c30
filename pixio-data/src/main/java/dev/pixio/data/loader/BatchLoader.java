package dev.pixio.data.loader;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.EpochOrder;
import dev.pixio.data.ImageSource;
import dev.pixio.torch.memory.OutOfMemory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares batches on several threads, a few ahead of the next one, over any number of epochs. All threads work on the
 * images of the same batch, so that it is ready as early as possible. The content of a batch depends only on the options,
 * not on the number of threads or the position at which the loader started.
 *
 * <p>An image that cannot be read is logged once, with the reason, and replaced or left out ({@link OnUnreadable}). The
 * loader fails only if there are too many ({@link LoaderOptions.UnreadablePolicy#maxShare}).
 *
 * <p>{@link #next} is for one thread; the other methods are thread-safe.
 */
public final class BatchLoader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

    private final ImageSource source;
    private final LoaderOptions options;
    private final EpochPlan plan;
    private final SampleLoader samples;
    private final BatchBufferPool buffers;
    private final UnreadableImages unreadable;
    private final DecodingThreads threads;

    /** Batches that are started but not delivered, in order. Guarded by this, like all following fields. */
    private final Deque<PendingBatch> started = new ArrayDeque<>();

    private long nextToStart;
    private long stride = 1; // from the number of a batch to that of the next one
    private long end = Long.MAX_VALUE; // the first batch that is not started
    private boolean closed;

    /** Whether {@link #next} waits: the caller then holds the least memory. */
    private boolean awaited;

    private long waitNanos;

    /** The failure of a decoding thread outside of an image, such as too little memory for a batch. */
    private @Nullable Throwable failure;

    private BatchLoader(
            ImageSource source, ViewReader views, LoaderOptions options, StreamPosition first, UnreadableTally before) {
        this.source = source;
        this.options = options;
        this.plan = new EpochPlan(source.size(), options.batches());
        this.samples = new SampleLoader(source, views, order(source, options.batches()), options);
        this.buffers = new BatchBufferPool(
                options.batches().own(), views, options.decoding().memory());
        this.unreadable = new UnreadableImages(options.unreadable(), sharesBatches(), source.size(), before);
        this.nextToStart = first.epoch() * plan.batches() + first.batch();
        this.threads = new DecodingThreads(options.decoding().threads(), this::prepare);
    }

    private static EpochOrder order(ImageSource source, LoaderOptions.Batches batches) {
        Optional<EpochOrder> own = batches.order() == Sampler.Order.SHUFFLED
                ? source.trainingOrder(batches.seed(), batches.size())
                : Optional.empty();
        return own.orElseGet(() -> new Sampler(source.size(), batches.seed(), batches.order()));
    }

    /** A loader that starts at the first batch of the first epoch; see {@link #startingAt}. */
    public static BatchLoader of(ImageSource source, Augmentation augmentation, LoaderOptions options) {
        return startingAt(source, augmentation, options, 0, 0);
    }

    /**
     * A loader that starts at any batch: it delivers what an uninterrupted run would have delivered from there.
     *
     * @param source images; the caller closes it after the loader
     * @param augmentation converts each image to the size of the batch
     * @param options batches, decoding, and the handling of unreadable images
     * @param epoch from 0
     * @param batchInEpoch from 0; beyond the last batch it continues in the next epoch
     * @throws IllegalArgumentException if the source has too few images for one batch
     */
    public static BatchLoader startingAt(
            ImageSource source, Augmentation augmentation, LoaderOptions options, long epoch, long batchInEpoch) {
        return startingAt(
                source,
                views(source, augmentation, options),
                options,
                new StreamPosition(epoch, batchInEpoch),
                UnreadableTally.NONE);
    }

    /**
     * A loader that continues where another stopped.
     *
     * @param views writes the samples of the source into batches
     * @param first position of the first batch
     * @param before the counts of {@link #unreadable} of the other loader at that position
     */
    public static BatchLoader startingAt(
            ImageSource source, ViewReader views, LoaderOptions options, StreamPosition first, UnreadableTally before) {
        BatchLoader loader = new BatchLoader(source, views, options, first, before);
        loader.threads.start();
        return loader;
    }

    /**
     * A loader of the whole batches of one of several processes, in the first epoch: for process p of n the batches p, p + n, p +
     * 2 n and so on after the first one. Each is that of a loader of one process. {@link #next} is called once for each of them.
     *
     * @param firstBatch number of the first batch of process 0, from 0
     * @param share of this process
     */
    public static BatchLoader ofShare(
            ImageSource source,
            Augmentation augmentation,
            LoaderOptions options,
            long firstBatch,
            LoaderOptions.Share share) {
        BatchLoader loader = new BatchLoader(
                source,
                views(source, augmentation, options),
                options,
                new StreamPosition(0, firstBatch + share.process()),
                UnreadableTally.NONE);
        loader.stride = share.processes();
        loader.end = share.processes() == 1 ? Long.MAX_VALUE : loader.batchesPerEpoch();
        loader.threads.start();
        return loader;
    }

    private static ViewReader views(ImageSource source, Augmentation augmentation, LoaderOptions options) {
        return ViewReader.of(source, augmentation, options.decoding().jpegScaling());
    }

    /** Number of batches of an epoch of these images. */
    public static long batchesPerEpoch(ImageSource source, LoaderOptions options) {
        return new EpochPlan(source.size(), options.batches()).batches();
    }

    /** Number of batches per epoch. */
    public long batchesPerEpoch() {
        return plan.batches();
    }

    /**
     * The next batch; waits until it is ready. The caller closes it.
     *
     * @throws TooManyUnreadableException if more images cannot be read than the options allow; the loader is then closed
     * @throws IllegalStateException if the loader is closed, or if preparing an image failed for another reason than an
     *     unreadable file
     */
    public Batch next() throws TooManyUnreadableException, InterruptedException {
        Batch batch = take();
        try {
            count(batch);
        } catch (TooManyUnreadableException | RuntimeException e) {
            batch.close();
            throw e;
        }
        return batch;
    }

    /**
     * The next batch, whose images {@link #unreadable} does not count yet, for a caller that takes a batch while it works on the one
     * before. Waits until it is ready. The caller closes it, and calls {@link #count} for each, in their order.
     *
     * @throws IllegalStateException if the loader is closed, or if preparing an image failed for another reason than an
     *     unreadable file
     */
    public Batch take() throws InterruptedException {
        PendingBatch pending = await();
        if (pending.failure().isPresent()) {
            buffers.release(pending.memory());
            close();
            Throwable reason = pending.failure().get();
            throw new IllegalStateException("preparing an image failed: " + reason, reason);
        }
        return new Batch(pending, source, plan, () -> buffers.release(pending.memory()));
    }

    /**
     * Counts the images of a batch that could not be read.
     *
     * @param batch from {@link #take}
     * @throws TooManyUnreadableException if more images cannot be read than the options allow; the loader is then closed
     */
    public void count(Batch batch) throws TooManyUnreadableException {
        try {
            unreadable.deliver(batch.outcomes(), batch.indexInEpoch(), plan.batches());
        } catch (TooManyUnreadableException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Total time that {@link #next} has waited, in nanoseconds; close to 0 if decoding keeps up with the model. */
    public synchronized long waitNanos() {
        return waitNanos;
    }

    /** The images that could not be read, up to the last delivered batch. */
    public UnreadableImages unreadable() {
        return unreadable;
    }

    /** Stops the threads and frees the memory; batches that are still open free theirs when they are closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (!threads.stop()) {
            return; // one may still write into its batch, whose memory is therefore not freed
        }
        synchronized (this) {
            started.forEach(pending -> buffers.release(pending.memory()));
            started.clear();
        }
        buffers.close();
    }

    private synchronized PendingBatch await() throws InterruptedException {
        long start = System.nanoTime();
        awaited = true;
        notifyAll(); // a thread may wait for memory
        try {
            while (!closed
                    && failure == null
                    && (started.isEmpty() || !started.element().isFinished())) {
                wait();
            }
        } finally {
            awaited = false;
        }
        waitNanos += System.nanoTime() - start;
        if (failure != null) {
            throw new IllegalStateException("preparing a batch failed: " + failure.getMessage(), failure);
        }
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        notifyAll(); // a thread may start another batch
        return started.remove();
    }

    private boolean sharesBatches() {
        return options.batches().share().processes() > 1;
    }

    /** The loop of each thread, until the loader is closed. */
    private void prepare() {
        try {
            for (Optional<PendingBatch.Slot> slot = claim(); slot.isPresent(); slot = claim()) {
                fill(slot.get());
            }
        } catch (InterruptedException e) {
            LOG.trace("closed while waiting", e); // close() interrupts waiting threads
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                failure = e; // otherwise next() would wait forever
                notifyAll();
            }
        }
    }

    private void fill(PendingBatch.Slot slot) throws InterruptedException {
        // Frees all native memory that was allocated for the image.
        try (PointerScope scope = new PointerScope()) {
            SampleLoader.Outcome outcome =
                    samples.load(slot.epoch(), slot.sampleIndex(), slot.out(), () -> awaitMemory(slot.batch()));
            synchronized (this) {
                slot.batch().finish(slot.position(), outcome);
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                slot.batch().fail(e);
            }
        }
        synchronized (this) {
            if (slot.batch().isFinished()) {
                notifyAll();
            }
        }
    }

    /**
     * Waits until the caller waits for a batch. Before that it works on an earlier one, and what it allocates for it may be all
     * the memory that there is.
     */
    private synchronized void awaitMemory(PendingBatch batch) throws InterruptedException {
        while (!closed && !(awaited && started.element() == batch)) {
            wait();
        }
    }

    /** The next image to load, or empty if the loader is closed; waits while enough batches are prepared. */
    private synchronized Optional<PendingBatch.Slot> claim() throws InterruptedException {
        while (!closed) {
            if (!started.isEmpty() && !started.getLast().isClaimed()) {
                return Optional.of(started.getLast().claim());
            }
            if (started.size() >= options.decoding().prefetchBatches() || !start()) {
                wait();
            }
        }
        return Optional.empty();
    }

    /** Starts the next batch; false if there is too little memory for it while the caller works. */
    private synchronized boolean start() {
        if (nextToStart >= end) {
            return false;
        }
        try {
            long epoch = nextToStart / plan.batches();
            long index = nextToStart % plan.batches();
            started.add(new PendingBatch(buffers.borrow(), epoch, index, plan));
            nextToStart += stride;
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e) || (awaited && started.isEmpty())) {
                throw e;
            }
            return false;
        }
    }
}
