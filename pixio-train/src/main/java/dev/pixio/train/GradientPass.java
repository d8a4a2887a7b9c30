package dev.pixio.train;

import dev.pixio.data.Batch;
import java.io.IOException;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of a batch, in as many pictures at once as the memory holds: where a micro-batch does not fit, half of it is
 * tried, and stays.
 */
final class GradientPass implements AutoCloseable {

    private final IntFunction<Gradients> made;
    private Gradients step;

    /** Adds up the gradients of a batch, so many pictures at once: a {@link TrainingStep}. */
    interface Gradients extends AutoCloseable {
        double accumulate(Tensor pixels, long epoch, long... places);

        int microBatch();

        @Override
        void close();
    }

    /** Is told in one line that a micro-batch was halved. */
    interface Watcher {
        void halved(String message) throws IOException;
    }

    /**
     * @param made for so many pictures at once
     */
    GradientPass(IntFunction<Gradients> made, int microBatch) {
        this.made = made;
        this.step = made.apply(microBatch);
    }

    int microBatch() {
        return step.microBatch();
    }

    /**
     * Leaves the batch's gradients in the parameters.
     *
     * @return the mean loss
     * @throws TrainingException if not even one picture fits the memory
     */
    double accumulate(Batch batch, AdamW optimizer, Watcher watcher) throws IOException {
        long[] places = IntStream.range(0, batch.size()).mapToLong(batch::place).toArray();
        while (true) {
            try {
                return step.accumulate(batch.images(), batch.epoch(), places);
            } catch (RuntimeException | OutOfMemoryError e) {
                if (!OutOfMemory.isIn(e)) {
                    throw e;
                }
                optimizer.clearGradients(); // some micro-batches may have added theirs
                halve(e, watcher);
            }
        }
    }

    private void halve(Throwable reason, Watcher watcher) throws IOException {
        int before = step.microBatch();
        String words = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
        if (before == 1) {
            throw new TrainingException("out of memory with a single picture at once: " + words
                    + "; try --checkpoint-activations, a smaller model or smaller pictures");
        }
        step.close();
        step = made.apply((before + 1) / 2);
        watcher.halved(String.format(
                Locale.ROOT,
                "out of memory with micro-batches of %d; going on with %d (%s)",
                before,
                step.microBatch(),
                words));
    }

    @Override
    public void close() {
        step.close();
    }
}
