package dev.pixio.train;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.optim.MicroBatchTooLargeException;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Trains step by step until all steps are taken or a stop is requested: load a batch, accumulate its gradients, update the
 * weights, report, and save when a checkpoint is due.
 */
final class TrainingLoop {

    private final TrainingSession session;
    private final RunProgress progress;
    private final CheckpointSaver saver;
    private final ListenerDispatcher audience;

    TrainingLoop(TrainingSession session, CheckpointSaver saver, ListenerDispatcher audience) {
        this.session = session;
        this.progress = session.progress();
        this.saver = saver;
        this.audience = audience;
    }

    TrainingResult run(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK && progress.step() == 0) {
            saver.save(); // so that there is a checkpoint to go back to from the first step on
        }
        boolean stopping = stopRequested.get();
        while (!progress.isComplete() && !stopping) {
            boolean stepped = step();
            // Read once, so that a stop that comes while the model is saved gets a step and a checkpoint of its own.
            stopping = stopRequested.get();
            saver.poll();
            if (stepped && (saver.isDue(progress.step()) || progress.isComplete())) {
                saver.save();
            }
        }
        if (stopping && !progress.isComplete()) {
            audience.event(progress.step(), Kind.STOPPED, "asked to stop");
        }
        saveFinalCheckpoint();
        return result();
    }

    /** One optimizer step; false if the batch was skipped because its loss or gradients are not finite. */
    private boolean step() throws IOException, InterruptedException {
        Optional<String> unfrozen = session.freeze();
        if (unfrozen.isPresent()) {
            audience.event(progress.step(), Kind.UNFROZEN, unfrozen.get());
        }
        long begin = System.nanoTime();
        try (Batch batch = session.batches().next()) {
            double wait = seconds(begin);
            double loss = accumulateGradients(batch);
            double norm = session.clipGradients();
            progress.moveTo(StreamPosition.after(batch));
            reportUnreadable();
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                session.discardGradients();
                progress.spend(seconds(begin));
                skip(batch, loss, norm);
                return false;
            }
            double rate = session.updateWeights();
            StepMetrics metrics = new StepMetrics(
                    progress.step() + 1,
                    batch.epoch(),
                    loss,
                    rate,
                    norm,
                    batch.size(),
                    seconds(begin),
                    wait,
                    session.batches().skippedCount(),
                    NativeMemory.resident().orElse(0));
            Optional<String> spike = progress.recordStep(metrics);
            audience.step(metrics);
            if (spike.isPresent()) {
                audience.event(progress.step(), Kind.SPIKE, spike.get(), names(batch));
            }
            progress.spend(seconds(begin));
            return true;
        }
    }

    /** The mean loss; halves the micro-batch until one fits the memory. */
    private double accumulateGradients(Batch batch) throws IOException {
        while (true) {
            try {
                return session.accumulateGradients(batch);
            } catch (MicroBatchTooLargeException e) {
                audience.event(progress.step(), Kind.OUT_OF_MEMORY, session.halveMicroBatch(e));
            }
        }
    }

    private void reportUnreadable() throws IOException {
        for (SkippedImage image : session.batches().newlySkipped()) {
            audience.event(progress.step(), Kind.UNREADABLE_IMAGE, image.reason(), List.of(image.name()));
        }
    }

    /** Does with a batch whose loss or gradients are not finite what the plan asks for. */
    private void skip(Batch batch, double loss, double norm) throws IOException, InterruptedException {
        long step = progress.step() + 1;
        String what = Double.isFinite(loss) ? "the gradient's norm is " + norm : "the loss is " + loss;
        List<String> names = names(batch);
        progress.recordSkippedBatch();
        boolean tooOften = progress.notFinite() > guard().limit();
        audience.event(
                progress.step(),
                Kind.NOT_FINITE,
                String.format(Locale.ROOT, "%s at step %d, the %d. time", what, step, progress.notFinite()),
                names);
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.STOP || tooOften) {
            saver.await();
            throw new TrainingException(what + " at step " + step
                    + (tooOften ? ", and that more than " + guard().limit() + " times" : "")
                    + progress.describeLastSaved() + "; a lower --lr or --clip-grad 1 may help; the images were "
                    + String.join(", ", names));
        }
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK) {
            rollBack();
        }
    }

    private void rollBack() throws IOException, InterruptedException {
        long from = progress.step();
        saver.await();
        session.restore(saver.newestValid(from));
        audience.rewind();
        audience.event(
                progress.step(),
                Kind.ROLLED_BACK,
                "back from step " + from + " to step " + progress.step() + ", and on with other images");
    }

    /** Tried twice, and a failure ends the run whatever the plan does about other checkpoints. */
    private void saveFinalCheckpoint() throws IOException, InterruptedException {
        saver.await();
        for (int attempt = 0; attempt < 2 && !isSaved(); attempt++) {
            saver.save();
            saver.await();
        }
        if (!isSaved()) {
            throw new TrainingException("the run ended at step " + progress.step() + " and could not be saved there"
                    + progress.describeLastSaved());
        }
    }

    /** A run without a step has nothing to save. */
    private boolean isSaved() {
        return progress.step() == 0
                || progress.lastSaved()
                        .filter(checkpoint -> checkpoint.step() == progress.step())
                        .isPresent();
    }

    private TrainingResult result() {
        return new TrainingResult(
                progress.step(),
                progress.firstLoss(),
                progress.lastLoss(),
                progress.seconds(),
                progress.images(),
                session.batches().skippedCount(),
                progress.isComplete() ? TrainingResult.Ending.COMPLETE : TrainingResult.Ending.STOPPED,
                saver.newest());
    }

    private GuardPlan guard() {
        return session.plan().guard();
    }

    private static List<String> names(Batch batch) {
        return IntStream.range(0, batch.size()).mapToObj(batch::name).toList();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
