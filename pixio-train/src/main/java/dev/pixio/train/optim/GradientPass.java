package dev.pixio.train.optim;

import dev.pixio.data.loader.Batch;
import dev.pixio.train.run.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The gradients of a batch, in micro-batches that fit the memory. Where one does not fit, whoever owns the gradients clears
 * them, halves the micro-batch, and accumulates the batch again.
 */
public final class GradientPass implements AutoCloseable {

    private final IntFunction<Gradients> factory;
    private Gradients step;

    /** Adds up the gradients of a batch in micro-batches of one size: a {@link TrainingStep}. */
    public interface Gradients extends AutoCloseable {

        /**
         * Adds the batch's gradients to those of the parameters.
         *
         * @param pixels uint8 {@code [B, C, H, W]}
         * @param epoch of the batch, from 0
         * @param indices of the images in the epoch, B of them
         * @return the mean loss
         */
        double accumulate(Tensor pixels, long epoch, long... indices);

        /** Images that go through the model at once. */
        int microBatch();

        @Override
        void close();
    }

    /**
     * A pass that begins with micro-batches of a size.
     *
     * @param factory of gradients, by the size of their micro-batches
     * @param microBatch images that go through the model at once, at least 1
     */
    public GradientPass(IntFunction<Gradients> factory, int microBatch) {
        this.factory = factory;
        this.step = factory.apply(microBatch);
    }

    /** Images that go through the model at once. */
    public int microBatch() {
        return step.microBatch();
    }

    /**
     * Adds the batch's gradients to those of the parameters.
     *
     * @return the mean loss
     * @throws MicroBatchTooLargeException if the memory does not hold a micro-batch
     */
    public double accumulate(Batch batch) throws MicroBatchTooLargeException {
        long[] indices = IntStream.range(0, batch.size()).mapToLong(batch::index).toArray();
        try {
            return step.accumulate(batch.images(), batch.epoch(), indices);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            throw new MicroBatchTooLargeException(e);
        }
    }

    /**
     * Halves the micro-batch, for this batch and all that follow.
     *
     * @return what was done and why, in one line
     * @throws TrainingException if a micro-batch is a single image already
     */
    public String halve(MicroBatchTooLargeException reason) throws TrainingException {
        int before = step.microBatch();
        if (before == 1) {
            throw new TrainingException("out of memory with a single image at once: " + reason.getMessage()
                    + "; try --checkpoint-activations, a smaller model or smaller images");
        }
        step.close();
        Pointer.trimMemory(); // ./pixio has the C library keep what is freed, and that is what others now lack
        step = factory.apply((before + 1) / 2);
        return String.format(
                Locale.ROOT,
                "micro-batches of %d do not fit; going on with %d (%s)",
                before,
                step.microBatch(),
                reason.getMessage());
    }

    @Override
    public void close() {
        step.close();
    }
}
