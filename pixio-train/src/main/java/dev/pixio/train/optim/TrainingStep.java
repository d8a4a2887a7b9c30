package dev.pixio.train.optim;

import dev.pixio.augment.Normalize;
import dev.pixio.data.loader.Batch;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.model.pass.PassSettings;
import dev.pixio.model.pass.Replica;
import dev.pixio.torch.Precision;
import dev.pixio.torch.WorkerThreads;
import dev.pixio.torch.device.GraphRecorder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Accumulates the gradients of one batch over its micro-batches. Masks and drop paths depend on the seed, the epoch and
 * an image's index in the epoch, so the sum does not depend on the micro-batch size except for rounding.
 *
 * <p>On a CPU each micro-batch is divided among {@link WorkerThreads}. The first computes gradients of the model, the
 * others of a {@link Replica}, and the gradients are added in the order of the workers, so the same number of workers gives the
 * same bits.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
public final class TrainingStep implements GradientPass.Gradients {

    /** A worker with fewer images would spend more time on starting operations than on running them. */
    private static final int IMAGES_PER_WORKER = 2;

    /** Memory that the gradients of all replicas may take: this many bytes, or a share of the memory of activations. */
    private static final double REPLICA_BYTES = 1L << 30;

    private static final double REPLICA_SHARE = 0.25;

    private final int microBatch;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<ModelGradients> parts = new ArrayList<>(); // one per worker
    private final int groups; // of parameters
    private final WorkerThreads workers;
    private final Deque<Runnable> opened = new ArrayDeque<>();

    /**
     * @param model must stay on its device while this is open
     * @param precision of matrix products
     * @param activations what is saved of each block for its backward pass
     * @param microBatch number of images per forward pass, over all workers
     * @param seed of the run
     */
    public TrainingStep(Pixio model, Precision precision, Activations activations, int microBatch, long seed) {
        this(model, new PassSettings(precision, activations), microBatch, seed);
    }

    /**
     * @param model must stay on its device while this is open
     * @param settings of its passes
     * @param microBatch number of images per forward pass, over all workers
     * @param seed of the run
     */
    public TrainingStep(Pixio model, PassSettings settings, int microBatch, long seed) {
        this(model, settings, microBatch, seed, Optional.empty());
    }

    /**
     * @param model must stay on its device while this is open
     * @param settings of its passes
     * @param microBatch number of images per forward pass, over all workers
     * @param seed of the run
     * @param recorder records the passes of whole micro-batches, if there is one worker; the gradients of the model then must stay in
     *     their places
     */
    public TrainingStep(
            Pixio model, PassSettings settings, int microBatch, long seed, Optional<GraphRecorder> recorder) {
        this(model, Normalize.IMAGENET, settings, microBatch, seed, recorder);
    }

    /**
     * @param model must stay on its device while this is open
     * @param normalize converts a batch to the input of the model
     * @param settings of its passes
     * @param microBatch number of images per forward pass, over all workers
     * @param seed of the run
     * @param recorder records the passes of whole micro-batches, if there is one worker; the gradients of the model then must stay in
     *     their places
     */
    public TrainingStep(
            Pixio model,
            Normalize normalize,
            PassSettings settings,
            int microBatch,
            long seed,
            Optional<GraphRecorder> recorder) {
        this(
                model,
                normalize,
                settings,
                microBatch,
                seed,
                recorder,
                WorkerThreads.forProducts(
                        model.encoder().device(),
                        mostWorkers(
                                ModelCost.of(model.config()),
                                settings.precision(),
                                settings.activations(),
                                microBatch)));
    }

    /** Determined by the plan, so that a resumed run has the same number. */
    static int mostWorkers(ModelCost cost, Precision precision, Activations activations, int microBatch) {
        double ofActivations = (double) microBatch * cost.bytesPerImage(precision, activations);
        double ofReplicas = Math.max(REPLICA_BYTES, REPLICA_SHARE * ofActivations);
        int replicas = (int) (ofReplicas / cost.bytesOfReplica(precision));
        return Math.max(1, Math.min(microBatch / IMAGES_PER_WORKER, 1 + replicas));
    }

    /** @param workers are closed with this; their number must depend on nothing that differs in a resumed run */
    TrainingStep(
            Pixio model,
            Precision precision,
            Activations activations,
            int microBatch,
            long seed,
            WorkerThreads workers) {
        this(
                model,
                Normalize.IMAGENET,
                new PassSettings(precision, activations),
                microBatch,
                seed,
                Optional.empty(),
                workers);
    }

    private TrainingStep(
            Pixio model,
            Normalize normalize,
            PassSettings settings,
            int microBatch,
            long seed,
            Optional<GraphRecorder> recorder,
            WorkerThreads workers) {
        this.microBatch = microBatch;
        this.workers = workers;
        this.groups = ParameterGroups.count(model);
        int imagesEach = (microBatch + workers.count() - 1) / workers.count();
        opened.push(workers::close);
        try {
            add(new ModelGradients(
                    model, normalize, settings, imagesEach, seed, workers.count() == 1 ? recorder : Optional.empty()));
            for (int i = 1; i < workers.count(); i++) {
                add(parts.get(0).forReplica(replica(model)));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void add(ModelGradients part) {
        opened.push(part::close);
        parts.add(part);
    }

    private Replica replica(Pixio model) {
        Replica replica = new Replica(model);
        opened.push(replica::close);
        replicas.add(replica);
        return replica;
    }

    /**
     * Adds the gradients of a whole batch to those of the parameters. If it fails, the caller discards them.
     *
     * @param images uint8 {@code [B, C, H, W]}, on any device
     * @param epoch of the batch, from 0
     * @param indices of the images in the epoch, B of them
     * @return the mean loss over the batch's masked patches, which is waited for
     * @throws IllegalArgumentException if the images do not fit the model, or their number differs from that of the indices
     */
    public double accumulate(Tensor images, long epoch, long... indices) {
        try (Tensor loss = accumulate(images, epoch, indices.length, CompletedGradients.UNUSED, indices)) {
            return loss.item_double();
        }
    }

    @Override
    public Tensor accumulate(Batch batch, CompletedGradients completed) {
        long[] indices =
                IntStream.range(0, batch.size()).mapToLong(batch::index).toArray();
        return accumulate(batch.images(), batch.epoch(), batch.wholeSize(), completed, indices);
    }

    /**
     * As {@link #accumulate(Batch, CompletedGradients)}, for images from elsewhere.
     *
     * @param images uint8 {@code [B, C, H, W]}
     * @param epoch of the batch, from 0
     * @param batchSize number of images of all processes in the batch, over which the loss is the mean
     * @param completed receives each group of parameters whose gradients are complete, on any thread
     * @param indices of the images in the epoch, B of them
     * @return these images' part of the mean loss, a double scalar on the model's device; the caller closes it
     */
    public Tensor accumulate(Tensor images, long epoch, int batchSize, CompletedGradients completed, long... indices) {
        int count = indices.length;
        if (images.size(0) != count) {
            throw new IllegalArgumentException(images.size(0) + " images, but the indices of " + count + " images");
        }
        replicas.forEach(Replica::refresh);
        int all = parts.size();
        Tensor[] losses = new Tensor[all];
        CompletedGradients merged = all == 1 ? completed : new MergedGradients(completed);
        try {
            workers.run(worker -> losses[worker] = parts.get(worker)
                    .accumulate(
                            images,
                            epoch,
                            indices,
                            count * worker / all,
                            count * (worker + 1) / all,
                            1.0 / batchSize,
                            merged));
        } catch (RuntimeException | Error e) {
            replicas.forEach(Replica::clearGradients);
            Arrays.stream(losses).filter(Objects::nonNull).forEach(Tensor::close);
            throw e;
        }
        return sum(losses);
    }

    /** In the order of the workers, in the memory of the first one's. */
    private static Tensor sum(Tensor... losses) {
        for (int worker = 1; worker < losses.length; worker++) {
            try (Tensor loss = losses[worker]) {
                losses[0].add_(loss);
            }
        }
        return losses[0];
    }

    /** Adds the gradients of the replicas to those of the model, each group when the last worker has completed it. */
    private final class MergedGradients implements CompletedGradients {

        private final CompletedGradients completed;
        private final AtomicIntegerArray workersLeft;

        MergedGradients(CompletedGradients completed) {
            this.completed = completed;
            int[] all = new int[groups];
            Arrays.fill(all, parts.size());
            this.workersLeft = new AtomicIntegerArray(all);
        }

        @Override
        public void complete(int group) {
            if (workersLeft.decrementAndGet(group) == 0) {
                replicas.forEach(replica -> replica.moveGradients(group));
                completed.complete(group);
            }
        }
    }

    /** Number of images per forward pass, over all workers. */
    @Override
    public int microBatch() {
        return microBatch;
    }

    @Override
    public void close() {
        opened.forEach(Runnable::run);
        opened.clear();
    }
}
