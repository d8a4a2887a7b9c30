package dev.pixio.train;

import dev.pixio.data.loader.Batch;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.optim.MicroBatchTooLargeException;
import dev.pixio.train.plan.GuardPlan;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.QueuedStep;
import dev.pixio.train.step.StepClock;
import dev.pixio.train.step.StepReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Trains step by step until all steps are taken or a stop is requested: load a batch, queue its gradients, report the step before,
 * queue the update of the weights, and save when a checkpoint is due. On a CPU a step is reported as soon as it is queued
 * ({@link StepReading}).
 */
final class TrainingLoop implements AutoCloseable {

    private final TrainingSession session;
    private final RunProgress progress;
    private final ProcessExchange processes;
    private final CheckpointSaver saver;
    private final ListenerDispatcher dispatcher;
    private final StepReading reading;
    private final StepClock clock = new StepClock();
    private final StepReporter reporter;
    private final List<String> halvings = new ArrayList<>(); // of the micro-batch, not reported yet
    private Optional<QueuedStep> queued = Optional.empty();
    private boolean stopping;

    TrainingLoop(TrainingSession session, CheckpointSaver saver, ListenerDispatcher dispatcher, StepReading reading) {
        this.session = session;
        this.progress = session.progress();
        this.processes = session.processes();
        this.saver = saver;
        this.dispatcher = dispatcher;
        this.reading = reading;
        this.reporter = new StepReporter(session, saver, dispatcher, clock);
    }

    /**
     * Runs until the last step or a stop.
     *
     * @param stopRequested becomes false when the request is carried out
     * @param finishReason why a stop completes the run; empty if it does not
     */
    TrainingResult run(AtomicBoolean stopRequested, Supplier<String> finishReason)
            throws IOException, InterruptedException {
        stopping = processes.anyProcess(stopRequested.getAndSet(false));
        if (session.plan().guard().onNonFinite() == GuardPlan.OnNonFinite.ROLLBACK
                && progress.step() == 0
                && !stopping) {
            saver.save(); // a rollback needs a checkpoint from the first step on
        }
        while (queued.isPresent() || !(stopping || progress.isComplete())) {
            if (stopping || isLastQueued()) {
                finish(stopRequested);
            } else {
                step(stopRequested);
            }
        }
        TrainingResult.Ending ending = TrainingResult.Ending.COMPLETE;
        if (!progress.isComplete()) {
            boolean early = processes.ofFirst(!finishReason.get().isEmpty());
            ending = early ? TrainingResult.Ending.EARLY : TrainingResult.Ending.STOPPED;
            dispatcher.event(
                    progress.step(),
                    early ? Kind.FINISHED_EARLY : Kind.STOPPED,
                    early ? finishReason.get() : "stop requested");
        }
        saveFinalCheckpoint();
        return result(ending);
    }

    private boolean isLastQueued() {
        return progress.step() + (queued.isPresent() ? 1 : 0) >= progress.totalSteps();
    }

    /** Queues a step, and finishes the one before, if any, when the gradients are queued. */
    private void step(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        if (queued.isPresent() && session.freezeChangesAt(progress.step() + 1)) {
            finish(stopRequested); // if it does not count, the next one changes nothing yet
            return;
        }
        if (queued.isEmpty()) {
            clock.begin();
        }
        try (StepGradients next = gradients(stopRequested)) {
            if (queued.isPresent() && finish(stopRequested) == StepReporter.Outcome.ROLLED_BACK) {
                next.repeat();
            }
            reportHalvings();
            session.batches().count(next.batch);
            queued = Optional.of(next.queue());
        }
        if (reading == StepReading.AT_ONCE) {
            finish(stopRequested);
        }
    }

    /** Loads a batch and queues its gradients. If that fails, the step before is reported first. */
    private StepGradients gradients(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        try {
            return new StepGradients();
        } catch (IOException | InterruptedException | RuntimeException e) {
            try {
                if (queued.isPresent() && processes.isAlone()) {
                    finish(stopRequested);
                }
                reportHalvings();
            } catch (IOException | InterruptedException | RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private void reportHalvings() throws IOException {
        for (String halved : halvings) {
            dispatcher.event(progress.step(), Kind.OUT_OF_MEMORY, halved);
        }
        halvings.clear();
    }

    /** Waits for the values of the queued step, reports it, and saves a checkpoint if one is due. */
    private StepReporter.Outcome finish(AtomicBoolean stopRequested) throws IOException, InterruptedException {
        try (QueuedStep step = queued.orElseThrow()) {
            queued = Optional.empty();
            StepReporter.Reported reported =
                    reporter.report(step, !processes.isAlone() && stopRequested.getAndSet(false));
            stopping |= reported.agreed().stop();
            // Read once per step: a stop requested during the save below ends the run after one more step, with its own
            // checkpoint. Several processes have read it together, before the step.
            stopping |= processes.isAlone() && stopRequested.getAndSet(false);
            saver.poll();
            if (reported.outcome() == StepReporter.Outcome.DONE
                    && (reported.agreed().save() || progress.isComplete())) {
                saver.save();
            }
            clock.begin();
            return reported.outcome();
        }
    }

    /** The gradients of a batch. */
    private final class StepGradients implements AutoCloseable {

        private final Batch batch;
        private Optional<Tensor> loss = Optional.empty();
        private double seconds;
        private boolean isQueued;

        StepGradients() throws IOException, InterruptedException {
            freeze();
            long start = System.nanoTime();
            batch = session.batches().take();
            clock.addWait((System.nanoTime() - start) / 1e9);
            try {
                accumulate();
            } catch (IOException | RuntimeException | Error e) {
                batch.close();
                throw e;
            }
        }

        private void freeze() throws IOException {
            Optional<String> unfrozen = session.freeze();
            if (unfrozen.isPresent()) {
                dispatcher.event(progress.step(), Kind.UNFROZEN, unfrozen.get());
            }
        }

        /** Halves the micro-batch until it fits into memory. */
        private void accumulate() throws IOException {
            processes.beginGradients();
            while (loss.isEmpty()) {
                try {
                    loss = Optional.of(session.accumulateGradients(batch));
                } catch (MicroBatchTooLargeException e) {
                    halvings.add(session.halveMicroBatch(e));
                    if (queued.isEmpty()) {
                        reportHalvings(); // otherwise behind the step before
                    }
                }
            }
            seconds = clock.seconds();
        }

        /** Computes the gradients again, after the weights have changed. */
        void repeat() throws IOException {
            processes.completeGradients();
            session.model().discardBatch();
            close(loss);
            loss = Optional.empty();
            freeze();
            accumulate();
        }

        /** Queues the update of the weights. The batch then belongs to the step. */
        QueuedStep queue() {
            QueuedStep step = new QueuedStep(batch, seconds, session.queueUpdate(loss.orElseThrow()));
            isQueued = true;
            return step;
        }

        private static void close(Optional<Tensor> tensor) {
            tensor.ifPresent(Tensor::close);
        }

        @Override
        public void close() {
            close(loss);
            if (!isQueued) {
                batch.close();
            }
        }
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

    private TrainingResult result(TrainingResult.Ending ending) {
        return new TrainingResult(
                progress.step(),
                progress.firstLoss(),
                progress.lastLoss(),
                progress.seconds(),
                progress.images(),
                session.batches().skippedCount(),
                ending,
                saver.newest());
    }

    @Override
    public void close() {
        queued.ifPresent(QueuedStep::close);
    }
}
