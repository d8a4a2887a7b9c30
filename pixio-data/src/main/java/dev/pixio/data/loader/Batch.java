package dev.pixio.data.loader;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Images of one step. Closing a batch returns its memory to the loader, which uses it for a later batch: copy what is
 * needed longer.
 */
public final class Batch implements AutoCloseable {

    private final Tensor images;
    private final Runnable release;
    private final ImageSource source;
    private final List<Long> samples;
    private final List<SkippedImage> skipped;
    private final List<SampleLoader.Outcome> outcomes;
    private final long epoch;
    private final long indexInEpoch;
    private final long firstSampleIndex;
    private final int wholeSize;
    private final boolean last;
    private boolean closed;

    Batch(PendingBatch pending, ImageSource source, EpochPlan plan, Runnable release) {
        this.source = source;
        this.release = release;
        this.outcomes = List.copyOf(pending.outcomes());
        this.samples =
                pending.outcomes().stream().map(SampleLoader.Outcome::sample).toList();
        this.skipped = pending.outcomes().stream()
                .flatMap(outcome -> outcome.skipped().stream())
                .toList();
        this.epoch = pending.epoch();
        this.indexInEpoch = pending.index();
        this.firstSampleIndex = pending.firstSampleIndex();
        this.wholeSize = plan.wholeSize(indexInEpoch);
        this.last = indexInEpoch == plan.batches() - 1;
        // The batch may outlive the pointer scope of the caller of next().
        this.images = pending.memory().narrow(0, 0, samples.size()).retainReference();
    }

    /** What became of each image. */
    List<SampleLoader.Outcome> outcomes() {
        return outcomes;
    }

    /**
     * The images, {@code [size, planes, H, W]}, uint8 or of another {@link ViewReader#dtype}, of {@link ViewReader#planes}, usually 3, contiguous, on the CPU; valid until the batch is closed.
     *
     * @throws IllegalStateException if the batch is closed
     */
    public Tensor images() {
        if (closed) {
            throw new IllegalStateException("batch " + indexInEpoch + " of epoch " + epoch + " is closed");
        }
        return images;
    }

    /** Number of images; only the last batch of an epoch may have fewer than the batch size. */
    public int size() {
        return samples.size();
    }

    /** Number of images of all processes in this batch; {@link #size} if there is one process. */
    public int wholeSize() {
        return wholeSize;
    }

    /** Index of the epoch, from 0. */
    public long epoch() {
        return epoch;
    }

    /** Index of the batch in its epoch, from 0. */
    public long indexInEpoch() {
        return indexInEpoch;
    }

    /** Whether this is the last batch of its epoch. */
    public boolean lastOfEpoch() {
        return last;
    }

    /**
     * The index of an image in the epoch, which keys its random streams; {@link #sample} is its index in the source.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public long index(int i) {
        return firstSampleIndex + i;
    }

    /**
     * The index of an image in the source; if the original image was unreadable, that of its replacement.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public long sample(int i) {
        return samples.get(i);
    }

    /**
     * Whether the image could not be read and was not replaced; it then has no sample index and no name.
     *
     * @param i from 0 to {@code size() - 1}
     */
    public boolean isLeftOut(int i) {
        return samples.get(i) == SampleLoader.Outcome.NONE;
    }

    /** The images that could not be read while this batch was prepared, in the order of the attempts. */
    public List<SkippedImage> skipped() {
        return skipped;
    }

    /**
     * The name of an image in the source.
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
