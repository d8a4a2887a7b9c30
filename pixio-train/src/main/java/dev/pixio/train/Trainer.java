package dev.pixio.train;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.Batch;
import dev.pixio.data.BatchLoader;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LoaderOptions;
import dev.pixio.model.PatchGrid;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Engine;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;

/**
 * Trains a Pixio: pictures in, a run's folder out.
 *
 * <pre>{@code
 * TrainingPlan plan = TrainingPlan.recipe("lightly").data(photos).batchSize(16).build();
 * try (ImageSource pictures = FolderSource.of(photos)) {
 *     Trainer trainer = new Trainer(plan, pictures, RunFolder.create(out, RunFolder.Existing.REFUSE));
 *     TrainingResult result = trainer.run();
 * }
 * }</pre>
 */
public final class Trainer {

    private final TrainingPlan plan;
    private final ImageSource pictures;
    private final RunFolder folder;
    private final Pixio model;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private volatile boolean stopRequested;

    /** A trainer that begins with new weights, named by the plan's seed. */
    public Trainer(TrainingPlan plan, ImageSource pictures, RunFolder folder) {
        this(plan, pictures, folder, new Pixio(plan.model(), plan.seed()));
    }

    /**
     * A trainer that begins with the weights of a model.
     *
     * @param model of the plan's shape, on the CPU
     */
    public Trainer(TrainingPlan plan, ImageSource pictures, RunFolder folder, Pixio model) {
        if (!model.config().equals(plan.model())) {
            throw new IllegalArgumentException("the model to begin with has another shape than the plan: "
                    + model.config() + ", not " + plan.model());
        }
        this.plan = plan;
        this.pictures = pictures;
        this.folder = folder;
        this.model = model;
    }

    /** Adds one who watches; listeners are called in the order in which they were added. */
    public Trainer listen(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Asks the run to end after the step it is in, and to save; may be called from any thread, more than once. */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Runs the plan to its end.
     *
     * @throws TrainingException if the loss is not finite, or the folder cannot be written
     * @throws IOException if too many pictures cannot be read, or a listener fails
     * @throws InterruptedException if the thread is interrupted while it waits for pictures
     */
    public TrainingResult run() throws IOException, InterruptedException {
        Device device = Engine.device(plan.machine().device());
        Precision precision = Precision.named(plan.machine().precision(), device);
        if (plan.machine().threads() > 0) {
            Engine.setThreads(plan.machine().threads());
        }
        Tensors.move(model, device);
        // The optimizer first: a trial of micro-batches has to leave room for its moments.
        try (AdamW optimizer = new AdamW(model, plan.optimizer());
                TrainingStep step = step(device, precision);
                MetricsFile metrics = new MetricsFile(folder);
                BatchLoader loader = loader()) {
            long totalSteps = plan.schedule().steps(loader.batchesPerEpoch());
            PlanFile.write(folder.config(), plan);
            listeners.add(0, metrics);
            TrainingRun run = new TrainingRun(
                    plan,
                    folder,
                    model,
                    pictures,
                    device,
                    precision,
                    step.microBatch(),
                    0,
                    loader.batchesPerEpoch(),
                    totalSteps);
            for (TrainingListener listener : listeners) {
                listener.onStart(run);
            }
            TrainingResult result = loop(step, loader, optimizer, totalSteps);
            for (TrainingListener listener : listeners) {
                listener.onEnd(result);
            }
            return result;
        } finally {
            listeners.removeIf(MetricsFile.class::isInstance);
        }
    }

    private TrainingStep step(Device device, Precision precision) {
        int microBatch = MicroBatch.choose(plan, model, device, precision);
        return new TrainingStep(model, precision, plan.machine().activations(), microBatch, plan.seed());
    }

    private TrainingResult loop(TrainingStep training, BatchLoader loader, AdamW optimizer, long totalSteps)
            throws IOException, InterruptedException {
        LearningRate learningRate =
                plan.schedule().learningRate(plan.optimizer().learningRate(), totalSteps);
        Freezing freezing = new Freezing(plan.freeze(), model, loader.batchesPerEpoch(), totalSteps);
        LossHistory losses = new LossHistory(totalSteps);
        long start = System.nanoTime();
        long seen = 0;
        long step = 0;
        Checkpoint checkpoint = new Checkpoint(0, folder.path());
        boolean stopping = stopRequested;
        while (step < totalSteps && !stopping) {
            tell(freezing.at(step));
            long begin = System.nanoTime();
            try (Batch batch = loader.next()) {
                double wait = seconds(begin);
                double loss = training.accumulate(batch.images(), batch.epoch(), places(batch));
                double norm = optimizer.clipGradients(plan.optimizer().clipNorm());
                requireFinite(loss, norm, step + 1, batch);
                double rate = learningRate.at(step);
                optimizer.step(rate);
                optimizer.clearGradients();
                step++;
                seen += batch.size();
                losses.add(loss);
                StepMetrics metrics = new StepMetrics(
                        step,
                        batch.epoch(),
                        loss,
                        rate,
                        norm,
                        batch.size(),
                        seconds(begin),
                        wait,
                        loader.skippedCount(),
                        NativeMemory.resident().orElse(0));
                for (TrainingListener listener : listeners) {
                    listener.onStep(metrics);
                }
            }
            // Read once, so that a stop that comes while the model is saved gets a step and a checkpoint of its own.
            stopping = stopRequested;
            if (step % plan.saving().everySteps() == 0 || step == totalSteps || stopping) {
                checkpoint = save(step);
            }
        }
        return new TrainingResult(
                step,
                losses.first(),
                losses.last(),
                seconds(start),
                seen,
                loader.skippedCount(),
                step == totalSteps ? TrainingResult.Ending.COMPLETE : TrainingResult.Ending.STOPPED,
                checkpoint);
    }

    private void tell(Optional<TrainingEvent> event) throws IOException {
        for (TrainingListener listener : event.isPresent() ? listeners : List.<TrainingListener>of()) {
            listener.onEvent(event.get());
        }
    }

    private Checkpoint save(long step) throws IOException {
        Map<String, String> provenance = Map.of(
                "pixio.recipe", plan.recipe(),
                "pixio.step", Long.toString(step),
                "pixio.pictures", pictures.description());
        Checkpoint checkpoint =
                folder.save(model, step, provenance, plan.saving().keep());
        for (TrainingListener listener : listeners) {
            listener.onCheckpoint(checkpoint);
        }
        return checkpoint;
    }

    private void requireFinite(double loss, double norm, long step, Batch batch) throws IOException {
        if (Double.isFinite(loss) && Double.isFinite(norm)) {
            return;
        }
        String names = IntStream.range(0, batch.size()).mapToObj(batch::name).collect(Collectors.joining(", "));
        String saved = folder.latest()
                .map(checkpoint -> "the last good checkpoint is " + checkpoint.folder())
                .orElse("there is no checkpoint yet");
        throw new TrainingException((Double.isFinite(loss) ? "the gradient's norm is " + norm : "the loss is " + loss)
                + " at step " + step + "; " + saved + "; a lower --lr or --clip-grad 1 may help; the pictures were "
                + names);
    }

    private BatchLoader loader() {
        PatchGrid grid = plan.model().grid();
        DataPlan data = plan.data();
        LoaderOptions options = LoaderOptions.training(plan.batchSize(), plan.seed())
                .withMaxBrokenShare(data.maxBroken())
                .withJpegScaling(data.jpegScaling());
        int threads = plan.machine().loaderThreads();
        return BatchLoader.of(
                pictures,
                Augmentation.pretraining(grid.height(), grid.width(), data.minScale(), data.maxScale(), data.flip()),
                threads > 0 ? options.withThreads(threads) : options);
    }

    private static long[] places(Batch batch) {
        return IntStream.range(0, batch.size()).mapToLong(batch::place).toArray();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
