package dev.pixio.train.optim;

import dev.pixio.data.loader.Batch;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.torch.memory.NativeHeap;
import dev.pixio.torch.memory.OutOfMemory;
import dev.pixio.train.run.TrainingException;
import java.util.Locale;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Accumulates the gradients of a batch in micro-batches. If a micro-batch does not fit into memory, the caller discards
 * the gradients, halves the micro-batch, and accumulates the batch again.
 */
public final class GradientPass implements AutoCloseable {

    private final IntFunction<Gradients> factory;
    private final Runnable recovery; // of memory
    private Gradients step;

    /** Accumulates the gradients of a batch in micro-batches of one size; implemented by {@link TrainingStep}. */
    public interface Gradients extends AutoCloseable {

        /**
         * Adds the gradients of this process's images in a batch to those of the parameters.
         *
         * @param batch its loss is the mean over the images of all processes
         * @param completed receives each group of parameters whose gradients are complete, on any thread
         * @return these images' part of the mean loss, a double scalar on the model's device, which works on while the caller
         *     goes on; the caller closes it
         */
        Tensor accumulate(Batch batch, CompletedGradients completed);

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
        this(factory, microBatch, NativeHeap::recover);
    }

    /**
     * A pass with a micro-batch size to start with.
     *
     * @param factory creates gradients for a micro-batch size
     * @param microBatch number of images per forward pass, at least 1
     * @param recovery returns free memory between a micro-batch that does not fit and a smaller one
     */
    public GradientPass(IntFunction<Gradients> factory, int microBatch, Runnable recovery) {
        this.factory = factory;
        this.recovery = recovery;
        this.step = factory.apply(microBatch);
    }

    /** Number of images per forward pass. */
    public int microBatch() {
        return step.microBatch();
    }

    /**
     * Adds the gradients of this process's images in a batch to those of the parameters.
     *
     * @param completed receives each group of parameters whose gradients are complete, on any thread
     * @return these images' part of the mean loss, a double scalar on the model's device; the caller closes it
     * @throws MicroBatchTooLargeException if a micro-batch does not fit into memory. Also a GPU says so at once: its memory is
     *     allocated when work is queued, not when it runs
     */
    public Tensor accumulate(Batch batch, CompletedGradients completed) throws MicroBatchTooLargeException {
        try {
            return step.accumulate(batch, completed);
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
            throw outOfMemory(1, reason.getMessage());
        }
        step.close();
        recovery.run();
        step = smaller((before + 1) / 2);
        return String.format(
                Locale.ROOT,
                "a micro-batch of %d does not fit into memory; continuing with %d (%s)",
                before,
                step.microBatch(),
                reason.getMessage());
    }

    private Gradients smaller(int microBatch) throws TrainingException {
        try {
            return factory.apply(microBatch);
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            throw outOfMemory(microBatch, e.getMessage());
        }
    }

    private static TrainingException outOfMemory(int microBatch, @Nullable String reason) {
        return new TrainingException("out of memory with a micro-batch of " + microBatch + ": " + reason
                + "; try --checkpoint-activations, a smaller model or smaller images");
    }

    @Override
    public void close() {
        step.close();
    }
}
