package dev.pixio.train.optim;

import dev.pixio.data.loader.Batch;
import dev.pixio.train.run.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Accumulates the gradients of a batch in micro-batches. If a micro-batch does not fit into memory, the caller discards
 * the gradients, halves the micro-batch, and accumulates the batch again.
 */
public final class GradientPass implements AutoCloseable {

    private final IntFunction<Gradients> factory;
    private Gradients step;

    /** Accumulates the gradients of a batch in micro-batches of one size; implemented by {@link TrainingStep}. */
    public interface Gradients extends AutoCloseable {

        /**
         * Adds the batch's gradients to those of the parameters.
         *
         * @param images uint8 {@code [B, C, H, W]}
         * @param epoch of the batch, from 0
         * @param indices of the images in the epoch, B of them
         * @return the mean loss
         */
        double accumulate(Tensor images, long epoch, long... indices);

        /** Number of images per forward pass. */
        int microBatch();

        @Override
        void close();
    }

    /**
     * A pass with a micro-batch size to start with.
     *
     * @param factory creates gradients for a micro-batch size
     * @param microBatch number of images per forward pass, at least 1
     */
    public GradientPass(IntFunction<Gradients> factory, int microBatch) {
        this.factory = factory;
        this.step = factory.apply(microBatch);
    }

    /** Number of images per forward pass. */
    public int microBatch() {
        return step.microBatch();
    }

    /**
     * Adds the batch's gradients to those of the parameters.
     *
     * @return the mean loss
     * @throws MicroBatchTooLargeException if a micro-batch does not fit into memory
     */
    public double accumulate(Batch batch) throws MicroBatchTooLargeException {
        long[] indices =
                IntStream.range(0, batch.size()).mapToLong(batch::index).toArray();
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
     * Halves the micro-batch for this and all later batches.
     *
     * @return a message with both sizes and the reason
     * @throws TrainingException if the micro-batch is already a single image
     */
    public String halve(MicroBatchTooLargeException reason) throws TrainingException {
        int before = step.microBatch();
        if (before == 1) {
            throw new TrainingException("out of memory with a micro-batch of 1: " + reason.getMessage()
                    + "; try --checkpoint-activations, a smaller model or smaller images");
        }
        step.close();
        Pointer.trimMemory(); // ./pixio configures the C library to retain freed memory, which is needed now
        step = factory.apply((before + 1) / 2);
        return String.format(
                Locale.ROOT,
                "a micro-batch of %d does not fit into memory; continuing with %d (%s)",
                before,
                step.microBatch(),
                reason.getMessage());
    }

    @Override
    public void close() {
        step.close();
    }
}
