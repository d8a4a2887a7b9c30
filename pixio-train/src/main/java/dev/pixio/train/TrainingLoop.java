package dev.pixio.train;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.StreamPosition;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.group.StepAgreement;
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
 * Trains step by step until all steps are taken or a stop is requested: load a batch, accumulate its gradients, update
 * the weights, report, and save when a checkpoint is due.
 */
final class TrainingLoop {

    private final TrainingSession session;
    private final RunProgress progress;
    private final ProcessExchange processes;
    private final CheckpointSaver saver;
    private final ListenerDispatcher dispatcher;
    private boolean stopping;
    private boolean isSaveDue;

    TrainingLoop(TrainingSession session, CheckpointSaver saver, ListenerDispatcher dispatcher) {
        this.session = session;
        this.progress = session.progress();
        this.processes = session.processes();
        this.saver = saver;
        this.dispatcher = dispatcher;
    }

    /**
     * Runs until the last step or a stop.
     *
     * @param stopRequested becomes false when the request is carried out
     */
    TrainingResult run(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        stopping = processes.anyProcess(stopRequested.getAndSet(false));
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK && progress.step() == 0 && !stopping) {
            saver.save(); // a rollback needs a checkpoint from the first step on
        }
        while (!progress.isComplete() && !stopping) {
            boolean stepped = step(stopRequested);
            // Read once per step: a stop requested during the save below ends the run after one more step, with its own
            // checkpoint. Several processes have read it together, before the step.
            stopping |= processes.isAlone() && stopRequested.getAndSet(false);
            saver.poll();
            if (stepped && (isSaveDue || progress.isComplete())) {
                saver.save();
            }
        }
        if (stopping && !progress.isComplete()) {
            dispatcher.event(progress.step(), Kind.STOPPED, "stop requested");
        }
        saveFinalCheckpoint();
        return result();
    }

    /** One optimizer step; false if the batch was skipped because its loss or gradients are not finite. */
    private boolean step(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        Optional<String> unfrozen = session.freeze();
        if (unfrozen.isPresent()) {
            dispatcher.event(progress.step(), Kind.UNFROZEN, unfrozen.get());
        }
        long start = System.nanoTime();
        try (Batch batch = session.batches().next()) {
            double wait = seconds(start);
            double part = accumulateGradients(batch);
            List<SkippedImage> unreadable = session.batches().newlySkipped();
            StepAgreement agreed = processes.agree(
                    part,
                    !processes.isAlone() && stopRequested.getAndSet(false),
                    saver.isDue(progress.step() + 1),
                    unreadable.size(),
                    session.batches().unreadableInBatch(),
                    seconds(start));
            stopping = agreed.stop();
            isSaveDue = agreed.save();
            double loss = agreed.loss();
            processes.completeGradients();
            double norm = session.clipGradients();
            progress.setPosition(StreamPosition.after(batch));
            report(agreed.skipped() == 0 ? unreadable : processes.gatherSkipped(unreadable, session.batches()));
            session.batches().countOthers(batch, agreed.unreadable());
            if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                session.discardGradients();
                progress.addSeconds(seconds(start));
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
                    batch.wholeSize(),
                    seconds(start),
                    wait,
                    session.batches().skippedCount(),
                    NativeMemory.resident().orElse(0),
                    processes.groupMetrics(agreed));
            Optional<String> spike = progress.recordStep(metrics);
            dispatcher.step(metrics);
            if (spike.isPresent()) {
                dispatcher.event(progress.step(), Kind.SPIKE, spike.get(), names(batch));
            }
            for (String slow : processes.slowProcesses(agreed, batch.wholeSize())) {
                dispatcher.event(progress.step(), Kind.SLOW_PROCESS, slow);
            }
            progress.addSeconds(seconds(start));
            return true;
        }
    }

    /** Returns this process's part of the mean loss. Halves the micro-batch until it fits into memory. */
    private double accumulateGradients(Batch batch) throws IOException {
        processes.beginGradients();
        while (true) {
            try {
                return session.accumulateGradients(batch);
            } catch (MicroBatchTooLargeException e) {
                dispatcher.event(progress.step(), Kind.OUT_OF_MEMORY, session.halveMicroBatch(e));
            }
        }
    }

    private void report(List<SkippedImage> unreadable) throws IOException {
        for (SkippedImage image : unreadable) {
            dispatcher.event(progress.step(), Kind.UNREADABLE_IMAGE, image.reason(), List.of(image.name()));
        }
    }

    /** Handles a batch whose loss or gradients are not finite, as the plan's guard specifies. */
    private void skip(Batch batch, double loss, double norm) throws IOException, InterruptedException {
        long step = progress.step() + 1;
        String what = Double.isFinite(loss) ? "the gradient norm is " + norm : "the loss is " + loss;
        List<String> names = processes.gather(names(batch));
        progress.recordSkippedBatch();
        boolean tooOften = progress.notFinite() > guard().limit();
        dispatcher.event(
                progress.step(),
                Kind.NOT_FINITE,
                String.format(Locale.ROOT, "%s at step %d (occurrence %d)", what, step, progress.notFinite()),
                names);
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.STOP || tooOften) {
            saver.await();
            String init = session.plan().init();
            if (progress.step() == 0 && !init.isEmpty()) {
                throw new TrainingException(what + " with the weights of --init " + init
                        + ", before any step: they are too large, so the model overflows; use other weights");
            }
            throw new TrainingException(what + " at step " + step
                    + (tooOften ? ", after more than " + guard().limit() + " such batches" : "")
                    + progress.describeLastSaved() + "; a lower --lr or --clip-grad 1 may help; images of the batch: "
                    + String.join(", ", names));
        }
        if (guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK) {
            rollBack();
        }
    }

    private void rollBack() throws IOException, InterruptedException {
        long from = progress.step();
        saver.await();
        session.restore(processes.isFirst() ? Optional.of(saver.newestValid(from)) : Optional.empty());
        dispatcher.rewind();
        dispatcher.event(
                progress.step(),
                Kind.ROLLED_BACK,
                "rolled back from step " + from + " to step " + progress.step()
                        + "; training continues with the next images");
    }

    /** Tries twice. A failure ends the run, whatever the plan specifies for other checkpoints. */
    private void saveFinalCheckpoint() throws IOException, InterruptedException {
        saver.await();
        for (int attempt = 0; attempt < 2 && !processes.ofFirst(isSaved()); attempt++) {
            saver.save();
            saver.await();
        }
        if (!processes.ofFirst(isSaved())) {
            throw new TrainingException("the run ended at step " + progress.step()
                    + " and its final checkpoint could not be saved" + progress.describeLastSaved());
        }
    }

    /** A run without a step needs no checkpoint. */
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
