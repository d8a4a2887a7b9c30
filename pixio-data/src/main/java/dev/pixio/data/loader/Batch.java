package dev.pixio.data.loader;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Images for one step. Close it when the step is done, and the memory goes into a later batch: what is still needed
 * then has to be copied.
 */
public final class Batch implements AutoCloseable {

    private final Tensor images;
    private final Runnable release;
    private final ImageSource source;
    private final List<Long> samples;
    private final List<SkippedImage> skipped;
    private final long epoch;
    private final long indexInEpoch;
    private final long firstSampleIndex;
    private final boolean last;
    private boolean closed;

    Batch(PendingBatch pending, ImageSource source, EpochPlan plan, Runnable release) {
        this.source = source;
        this.release = release;
        this.samples =
                pending.outcomes().stream().map(SampleLoader.Outcome::sample).toList();
        this.skipped = pending.outcomes().stream()
                .flatMap(outcome -> outcome.skipped().stream())
                .toList();
        this.epoch = pending.epoch();
        this.indexInEpoch = pending.index();
        this.firstSampleIndex = pending.firstSampleIndex();
        this.last = indexInEpoch == plan.batches() - 1;
        // The batch may outlive the scope that is open where it is asked for.
        this.images = pending.memory().narrow(0, 0, samples.size()).retainReference();
    }

    /**
     * The images, {@code uint8 [size, 3, H, W]}, contiguous, on the CPU; valid until the batch is closed.
     *
     * @throws IllegalStateException if the batch is closed
     */
    public Tensor images() {
        if (closed) {
            throw new IllegalStateException("batch " + indexInEpoch + " of epoch " + epoch + " is closed");
        }
        return images;
    }

    /** Images in the batch; fewer than asked for at most at an epoch's end. */
    public int size() {
        return samples.size();
    }

    /** From 0. */
    public long epoch() {
        return epoch;
    }

    /** Which batch of its epoch, from 0. */
    public long indexInEpoch() {
        return indexInEpoch;
    }

    /** Whether the next batch is of the next epoch. */
    public boolean lastOfEpoch() {
        return last;
    }

    /**
     * An image's index in the epoch, which keys its random streams; {@link #sample} is its index in the source.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public long index(int i) {
        return firstSampleIndex + i;
    }

    /**
     * Which image of the source it is; not the one that belongs there if that is broken.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public long sample(int i) {
        return samples.get(i);
    }

    /**
     * Whether the image could not be read and none took its place; then it has no sample and no name.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public boolean isLeftOut(int i) {
        return samples.get(i) == SampleLoader.Outcome.NONE;
    }

    /** The images that could not be read while this batch was made, in the order in which they were tried. */
    public List<SkippedImage> skipped() {
        return skipped;
    }

    /**
     * The image's name in its source.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public String name(int i) {
        return source.name(sample(i));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            images.releaseReference();
            release.run();
        }
    }
}
