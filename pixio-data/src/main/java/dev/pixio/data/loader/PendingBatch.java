package dev.pixio.data.loader;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch in preparation. Guarded by the monitor of its loader, except for the pixels: each thread writes only those of its
 * own slot.
 */
final class PendingBatch {

    private final Tensor memory;
    private final long epoch;
    private final long index;
    private final long firstSampleIndex;
    private final SampleLoader.Outcome[] outcomes;
    private int claimed;
    private int unfinished;
    private Optional<Throwable> failure = Optional.empty();

    PendingBatch(Tensor memory, long epoch, long index, EpochPlan plan) {
        this.memory = memory;
        this.epoch = epoch;
        this.index = index;
        this.firstSampleIndex = plan.firstSampleIndex(index);
        this.unfinished = plan.size(index);
        this.outcomes = new SampleLoader.Outcome[unfinished];
    }

    /** One image of the batch, claimed by one thread. */
    record Slot(PendingBatch batch, int position) {

        long epoch() {
            return batch.epoch;
        }

        long sampleIndex() {
            return batch.firstSampleIndex + position;
        }

        /** The memory of its pixels, {@code uint8 [3, H, W]}, in the caller's scope. */
        Tensor out() {
            return batch.memory.select(0, position);
        }
    }

    boolean isClaimed() {
        return claimed == outcomes.length;
    }

    Slot claim() {
        return new Slot(this, claimed++);
    }

    boolean isFinished() {
        return unfinished == 0;
    }

    void finish(int position, SampleLoader.Outcome outcome) {
        outcomes[position] = outcome;
        unfinished--;
    }

    void fail(Throwable reason) {
        failure = failure.or(() -> Optional.of(reason));
        unfinished--;
    }

    Optional<Throwable> failure() {
        return failure;
    }

    Tensor memory() {
        return memory;
    }

    long epoch() {
        return epoch;
    }

    long index() {
        return index;
    }

    long firstSampleIndex() {
        return firstSampleIndex;
    }

    /** In the order of the images; complete once finished without failure. */
    List<SampleLoader.Outcome> outcomes() {
        return List.of(outcomes);
    }
}
