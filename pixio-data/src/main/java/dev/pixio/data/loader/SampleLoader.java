package dev.pixio.data.loader;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.memory.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Loads one sample of an epoch: reads its view, or that of a replacement if it is unreadable. All random choices
 * come from streams keyed by the index of the sample, so the result does not depend on the thread or the time.
 * Thread-safe.
 */
final class SampleLoader {

    /** Even if half of all images are unreadable, the probability that all replacements fail is 2^-50. */
    private static final int MAX_REPLACEMENTS = 50;

    private final ImageSource source;
    private final ViewReader views;
    private final EpochOrder order;
    private final long seed;
    private final int attempts;

    SampleLoader(ImageSource source, ViewReader views, EpochOrder order, LoaderOptions options) {
        this.source = source;
        this.views = views;
        this.order = order;
        this.seed = options.batches().seed();
        this.attempts = options.unreadable().onUnreadable() == OnUnreadable.REPLACE ? 1 + MAX_REPLACEMENTS : 1;
    }

    /**
     * The result of loading a sample.
     *
     * @param sample index of the image in the source, or {@link #NONE} if no image could be read
     * @param skipped the images that could not be read, in the order of the attempts
     */
    record Outcome(long sample, List<SkippedImage> skipped) {
        static final long NONE = -1;
    }

    /** Waits for memory that other threads free. */
    interface MemoryWait {
        void await() throws InterruptedException;
    }

    /**
     * Loads a sample.
     *
     * @param out memory of the view, {@code uint8 [planes, H, W]}
     * @param memory called if there is too little memory for an image, which is then tried once more
     * @throws InterruptedException by {@code memory}
     */
    Outcome load(long epoch, long index, Tensor out, MemoryWait memory) throws InterruptedException {
        List<SkippedImage> skipped = new ArrayList<>(0);
        long sample = order.sampleAt(epoch, index);
        RandomStream replacement = RandomStream.of(seed, "replacement", epoch, index);
        for (int attempt = 0; attempt < attempts; attempt++) {
            try {
                loadWithMemory(sample, epoch, index, out, memory);
                return new Outcome(sample, skipped);
            } catch (ImageReadException e) {
                skipped.add(new SkippedImage(sample, source.name(sample), e.reason()));
                sample = order.replacement(epoch, index, replacement.nextDouble());
            }
        }
        return new Outcome(Outcome.NONE, skipped);
    }

    private void loadWithMemory(long sample, long epoch, long index, Tensor out, MemoryWait memory)
            throws ImageReadException, InterruptedException {
        try {
            load(sample, epoch, index, out);
        } catch (ImageReadException e) {
            if (!e.isOutOfMemory()) {
                throw e;
            }
            memory.await();
            load(sample, epoch, index, out);
        }
    }

    private void load(long sample, long epoch, long index, Tensor out) throws ImageReadException {
        try {
            views.read(sample, () -> RandomStream.of(seed, "augment", epoch, index), out);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (OutOfMemory.isIn(e)) {
                throw ImageReadException.outOfMemory(e);
            }
            throw e;
        }
    }
}
