package dev.pixio.downstream.train;

import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.eval.features.FeatureListener;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains heads of one encoder on the same samples, one after the other. Tokens of samples without augmentation are computed once for
 * all of them, if they fit into memory. Create it outside of any pointer scope that closes before it, and close it.
 */
public final class HeadTrainer implements AutoCloseable {

    private final DenseSource source;
    private final DenseTask task;
    private final DenseFeatures features;
    private final HeadPlan plan;
    private final int encodingBatch;
    private final int threads;
    private final boolean once;
    private @Nullable CachedExamples cached;
    private double encodingSeconds;

    /**
     * @param encodingBatch samples per forward pass of the encoder, where tokens are computed once
     * @param threads that read samples
     */
    public HeadTrainer(
            DenseSource source, DenseTask task, DenseFeatures features, HeadPlan plan, int encodingBatch, int threads) {
        this.source = source;
        this.task = task;
        this.features = features;
        this.plan = plan;
        this.encodingBatch = encodingBatch;
        this.threads = threads;
        this.once = plan.augmentation().isEmpty() && CachedExamples.fits(source, task, features, plan.crop());
    }

    /** Number of samples whose tokens were computed once; 0 if they are computed for each step, or were not needed. */
    public int encoded() {
        return cached == null ? 0 : source.size();
    }

    /** The duration of computing tokens that are computed once. */
    public double encodingSeconds() {
        return encodingSeconds;
    }

    /**
     * Trains a new head, or continues.
     *
     * @param seed of its weights, the order of the samples and their augmentation
     * @param file in which its state is kept, and from which the training continues; empty for none
     * @param encoding receives the progress of computing tokens, if they are not known from an earlier head
     * @return on the encoder's device
     * @throws IOException if a sample cannot be read, or the file is of another training
     * @throws ArithmeticException if the loss is not finite
     */
    public DenseHead train(long seed, Optional<HeadFile> file, FeatureListener encoding, HeadListener listener)
            throws IOException, InterruptedException {
        try (HeadTraining training = new HeadTraining(
                plan, task, features.encoder().config().width(), source.size(), seed, features.device(), file)) {
            if (training.isComplete()) {
                return training.head();
            }
            if (once) {
                training.run(cached(encoding), listener);
            } else {
                try (LoadedExamples examples = new LoadedExamples(source, task, features, plan, seed, threads)) {
                    training.run(examples, listener);
                }
            }
            return training.head();
        }
    }

    private CachedExamples cached(FeatureListener listener) throws IOException, InterruptedException {
        CachedExamples examples = cached;
        if (examples == null) {
            long start = System.nanoTime();
            examples = CachedExamples.compute(source, task, features, plan.crop(), encodingBatch, threads, listener);
            encodingSeconds = (System.nanoTime() - start) / 1e9;
            cached = examples;
        }
        return examples;
    }

    @Override
    public void close() {
        if (cached != null) {
            cached.close();
        }
    }
}
