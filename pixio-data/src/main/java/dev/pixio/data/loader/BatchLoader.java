package dev.pixio.data.loader;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares batches on several threads, some ahead of the one that is asked for, on and on over the epochs. Each thread
 * takes the next image of the order, so that a batch is ready as soon as can be; what is in a batch depends on the
 * options alone, and not on the threads or on where the run began.
 *
 * <p>An image that cannot be read is logged once, with its reason, and another takes its place or none
 * ({@link OnUnreadable}): the run stops only when there are too many ({@link LoaderOptions.UnreadablePolicy#maxShare}), since then
 * something is wrong with the folder.
 *
 * <p>{@link #next} is for one thread; the other methods are for any.
 */
public final class BatchLoader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoader.class);

    /** An image takes a second at most; a network drive that hangs is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ImageSource source;
    private final LoaderOptions options;
    private final EpochPlan plan;
    private final SampleLoader images;
    private final BatchBufferPool memory;
    private final UnreadableImages unreadable;
    private final List<Thread> threads = new ArrayList<>();

    /** What has been begun and not been delivered, in order. Guarded by this, as all that follows. */
    private final Deque<PendingBatch> begun = new ArrayDeque<>();

    private long nextToBegin;
    private boolean closed;
    private boolean epochSeenFromItsStart;
    private long waitNanos;

    /** What stopped a decoding thread between images: batches that do not fit the memory, above all. */
    private @Nullable Throwable stoppedBy;

    private BatchLoader(
            ImageSource source,
            Augmentation augmentation,
            LoaderOptions options,
            StreamPosition first,
            UnreadableTally before) {
        this.source = source;
        this.options = options;
        this.plan = new EpochPlan(source.size(), options.batches());
        Sampler sampler = new Sampler(
                source.size(), options.batches().seed(), options.batches().order());
        this.images = new SampleLoader(source, augmentation, sampler, options);
        this.memory = new BatchBufferPool(options.batches().size(), augmentation.height(), augmentation.width());
        this.unreadable = new UnreadableImages(options.unreadable(), source.size(), before);
        this.nextToBegin = first.epoch() * plan.batches() + first.batch();
        this.epochSeenFromItsStart = before.seen() > 0;
        for (int i = 0; i < options.decoding().threads(); i++) {
            Thread thread = new Thread(this::prepare, "pixio-decode-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /** A loader that begins at the first epoch; see {@link #startingAt}. */
    public static BatchLoader of(ImageSource source, Augmentation augmentation, LoaderOptions options) {
        return startingAt(source, augmentation, options, 0, 0);
    }

    /**
     * A loader whose first batch is any of a run: it delivers what an unbroken run would have delivered from there.
     *
     * @param source stays open; the caller closes it after the loader
     * @param augmentation makes the images of a batch, all of one size
     * @param options how
     * @param epoch from 0
     * @param batchInEpoch from 0; counted on into the next epoch where it is beyond the last
     * @throws IllegalArgumentException if the source has too few images for one batch
     */
    public static BatchLoader startingAt(
            ImageSource source, Augmentation augmentation, LoaderOptions options, long epoch, long batchInEpoch) {
        return startingAt(source, augmentation, options, new StreamPosition(epoch, batchInEpoch), UnreadableTally.NONE);
    }

    /**
     * A loader that goes on where another was broken off.
     *
     * @param first which batch comes first
     * @param before what {@link #tally} said there
     */
    public static BatchLoader startingAt(
            ImageSource source,
            Augmentation augmentation,
            LoaderOptions options,
            StreamPosition first,
            UnreadableTally before) {
        BatchLoader loader = new BatchLoader(source, augmentation, options, first, before);
        loader.threads.forEach(Thread::start);
        return loader;
    }

    /** Batches in each epoch. */
    public long batchesPerEpoch() {
        return plan.batches();
    }

    /**
     * The next batch; waits for it if need be. The caller closes it.
     *
     * @throws TooManyUnreadableException if more images cannot be read than the options allow; the loader is closed then
     * @throws IllegalStateException if the loader is closed, or preparing an image failed in a way that no image
     *     explains
     */
    public Batch next() throws TooManyUnreadableException, InterruptedException {
        PendingBatch pending = await();
        try {
            if (pending.failure().isPresent()) {
                Throwable reason = pending.failure().get();
                throw new IllegalStateException("preparing an image failed: " + reason, reason);
            }
            account(pending);
        } catch (TooManyUnreadableException | RuntimeException e) {
            memory.release(pending.memory());
            close();
            throw e;
        }
        return new Batch(pending, source, plan, () -> memory.release(pending.memory()));
    }

    /** How long {@link #next} has waited in all: near nothing where the threads keep up with the model. */
    public synchronized long waitNanos() {
        return waitNanos;
    }

    /** The images that could not be read, each once, up to the last batch delivered; at most the first 10,000. */
    public List<SkippedImage> skipped() {
        return unreadable.listed();
    }

    /** What is known of images that could not be read, up to the last batch delivered: for one who goes on from here. */
    public UnreadableTally tally() {
        return unreadable.tally();
    }

    /** How many different images could not be read, up to the last batch delivered. */
    public long skippedCount() {
        return unreadable.count();
    }

    /** Stops the threads and frees the memory, but for batches that are still open, which free theirs when closed. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (threads.stream().anyMatch(Thread::isAlive)) {
            // It may still write into its batch, whose memory is therefore given up, not freed.
            LOG.warn("a decoding thread has not stopped within {} s", PATIENCE.toSeconds());
            return;
        }
        synchronized (this) {
            begun.forEach(pending -> memory.release(pending.memory()));
            begun.clear();
        }
        memory.close();
    }

    private synchronized PendingBatch await() throws InterruptedException {
        long start = System.nanoTime();
        while (!closed
                && stoppedBy == null
                && (begun.isEmpty() || !begun.element().isFinished())) {
            wait();
        }
        waitNanos += System.nanoTime() - start;
        if (stoppedBy != null) {
            throw new IllegalStateException("preparing a batch failed: " + stoppedBy.getMessage(), stoppedBy);
        }
        if (closed) {
            throw new IllegalStateException("the loader is closed");
        }
        notifyAll(); // there is room for one more
        return begun.remove();
    }

    /** Counts unreadable images in the order of the epoch; see {@link UnreadableImages}. */
    private void account(PendingBatch batch) throws TooManyUnreadableException {
        if (batch.index() == 0) {
            unreadable.beginEpoch();
            epochSeenFromItsStart = true;
        }
        for (SampleLoader.Outcome outcome : batch.outcomes()) {
            unreadable.add(outcome);
        }
        if (batch.index() == plan.batches() - 1 && epochSeenFromItsStart) {
            unreadable.endEpoch();
        }
    }

    /** What each thread does, until the loader is closed. */
    private void prepare() {
        try {
            for (Optional<PendingBatch.Slot> slot = claim(); slot.isPresent(); slot = claim()) {
                fill(slot.get());
            }
        } catch (InterruptedException e) {
            LOG.trace("closed while waiting", e); // how close() wakes it
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                stoppedBy = e; // else who waits for the batch would wait for ever
                notifyAll();
            }
        }
    }

    private void fill(PendingBatch.Slot slot) {
        // What an image leaves behind in native memory goes with it.
        try (PointerScope scope = new PointerScope()) {
            SampleLoader.Outcome outcome = images.load(slot.epoch(), slot.sampleIndex(), slot.out());
            synchronized (this) {
                slot.batch().finish(slot.number(), outcome);
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

    /** The next image of the order, or nothing once the loader is closed; waits while enough is ahead. */
    private synchronized Optional<PendingBatch.Slot> claim() throws InterruptedException {
        while (!closed) {
            if (!begun.isEmpty() && !begun.getLast().isClaimed()) {
                return Optional.of(begun.getLast().claim());
            }
            if (begun.size() < options.decoding().prefetchBatches()) {
                long epoch = nextToBegin / plan.batches();
                long index = nextToBegin % plan.batches();
                begun.add(new PendingBatch(memory.borrow(), epoch, index, plan));
                nextToBegin++;
            } else {
                wait();
            }
        }
        return Optional.empty();
    }
}
