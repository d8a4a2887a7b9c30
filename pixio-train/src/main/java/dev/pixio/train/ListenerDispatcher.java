package dev.pixio.train;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.MetricsFile;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.RunPlan;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes steps, events and checkpoints of a run to its files and then to its listeners. If writing fails, the run ends,
 * or the failure is reported once and writing is tried again, depending on {@link SavingPlan#onWriteError}.
 */
final class ListenerDispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final SavingPlan.OnWriteError onWriteError;
    private final RunLog log;
    private final List<TrainingListener> listeners;
    private final RunProgress progress;
    private CheckpointWait checkpoint = () -> {};
    private boolean failing;
    private boolean failedNow;
    private boolean ended;

    /** Calls one method of a listener. */
    private interface Notification {
        void send(TrainingListener listener) throws IOException;
    }

    /** Waits until a checkpoint that is being written is complete. */
    interface CheckpointWait {
        void await() throws IOException, InterruptedException;
    }

    /** An operation that may fail because a file cannot be written. */
    private interface WriteOperation {
        void run() throws IOException;
    }

    ListenerDispatcher(RunFolder folder, RunPlan plan, List<TrainingListener> listeners, RunProgress progress)
            throws IOException {
        this(
                plan.saving().onWriteError(),
                RunLog.files(
                        MetricsFile.after(folder.metrics(), progress.step(), progress::restoreStep), folder.events()),
                listeners,
                progress);
    }

    /** @param log is closed with this */
    ListenerDispatcher(
            SavingPlan.OnWriteError onWriteError, RunLog log, List<TrainingListener> listeners, RunProgress progress) {
        this.onWriteError = onWriteError;
        this.log = log;
        this.listeners = listeners;
        this.progress = progress;
    }

    /** Sets what is waited for before a failure ends the run, because its message names the last checkpoint. */
    void awaitBeforeFailure(CheckpointWait wait) {
        checkpoint = wait;
    }

    void start(TrainingRun run) throws IOException {
        notifyListeners(run.firstStep(), listener -> listener.onStart(run));
    }

    void step(StepMetrics step) throws IOException {
        failedNow = false;
        write(step.step(), () -> log.add(step));
        notifyListeners(step.step(), listener -> listener.onStep(step));
        failing = failedNow; // after a step without a failure the next failure is reported again
    }

    /** Records an event with the current time, and reports it. */
    void event(long step, TrainingEvent.Kind kind, String message, List<String> images) throws IOException {
        TrainingEvent event = new TrainingEvent(Instant.now(), step, kind, message, images);
        write(step, () -> log.add(event));
        notifyListeners(step, listener -> listener.onEvent(event));
    }

    void event(long step, TrainingEvent.Kind kind, String message) throws IOException {
        event(step, kind, message, List.of());
    }

    /** Flushes all metrics to disk. Called before a checkpoint is written, so that none of its steps can be missing. */
    void force(long step) throws IOException {
        write(step, log::force);
    }

    void checkpoint(Checkpoint checkpoint) throws IOException {
        notifyListeners(checkpoint.step(), listener -> listener.onCheckpoint(checkpoint));
    }

    void saved(Checkpoint checkpoint) throws IOException {
        notifyListeners(checkpoint.step(), listener -> listener.onSaved(checkpoint));
    }

    /** Removes the metrics of steps after the current one, after a rollback. */
    void rewind() throws IOException {
        write(progress.step(), () -> log.rewind(progress.step(), progress::restoreStep));
        notifyListeners(progress.step(), listener -> listener.onRewind(progress.step()));
    }

    /**
     * Reports the end of a run that is saved. From here on a failed write, of a file or by a listener, no longer fails
     * the run: it is reported, and the other listeners are notified.
     */
    void end(TrainingResult result) {
        ended = true;
        try {
            log.closeMetrics();
        } catch (IOException e) {
            reportUnsaved(result.steps(), e.getMessage() + "; the run is saved, its last lines of metrics are lost");
        }
        for (TrainingListener listener : listeners) {
            try {
                listener.onEnd(result);
            } catch (IOException e) {
                reportUnsaved(result.steps(), e.getMessage() + "; the run is saved");
            }
        }
    }

    private void notifyListeners(long step, Notification notification) throws IOException {
        for (TrainingListener listener : listeners) {
            write(step, () -> notification.send(listener));
        }
    }

    private void write(long step, WriteOperation operation) throws IOException {
        try {
            operation.run();
        } catch (IOException e) {
            if (onWriteError == SavingPlan.OnWriteError.STOP) {
                awaitCheckpoint();
                throw new TrainingException(e.getMessage() + progress.describeLastSaved());
            }
            reportWriteFailure(step, e);
        }
    }

    private void awaitCheckpoint() throws IOException {
        try {
            checkpoint.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the message then names the checkpoint before
        }
    }

    /** Reports a failed write, unless the previous write failed as well. */
    void reportWriteFailure(long step, IOException failure) {
        failedNow = true;
        if (failing) {
            return;
        }
        failing = true;
        reportUnsaved(step, failure.getMessage() + "; training continues, and writing is tried again");
    }

    /** Reports that something could not be written. If the report cannot be written either, it is dropped. */
    private void reportUnsaved(long step, String message) {
        LOG.warn("{}", message);
        TrainingEvent event = new TrainingEvent(Instant.now(), step, TrainingEvent.Kind.NOT_SAVED, message, List.of());
        try {
            log.add(event); // buffered if it cannot be written, and written with the next event
        } catch (IOException e) {
            LOG.debug("the event is buffered and not written yet", e);
        }
        for (TrainingListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (IOException e) {
                LOG.debug("a listener failed to report that writing failed", e);
            }
        }
    }

    /** Closes both files, the second also if the first cannot be closed. */
    @Override
    public void close() throws IOException {
        try {
            log.close();
        } catch (IOException e) {
            if (!ended && onWriteError == SavingPlan.OnWriteError.STOP) {
                throw e;
            }
            LOG.warn("{}; the last lines are lost", e.getMessage());
        }
    }
}
