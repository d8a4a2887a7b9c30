package dev.pixio.train;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.EventsFile;
import dev.pixio.train.listener.MetricsFile;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who watch a run: its own files first, then the listeners. What cannot be written ends the run or is told once and then
 * tried again, as the plan says.
 */
final class ListenerDispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final SavingPlan.OnWriteError onWriteError;
    private final MetricsFile metrics;
    private final EventsFile events;
    private final List<TrainingListener> listeners;
    private final RunProgress progress;
    private boolean failing;
    private boolean failedNow;
    private boolean ended;
    private boolean metricsClosed;

    /** What is told to one of them. */
    private interface Message {
        void tell(TrainingListener listener) throws IOException;
    }

    /** What is written. */
    private interface Writing {
        void write() throws IOException;
    }

    ListenerDispatcher(RunFolder folder, TrainingPlan plan, List<TrainingListener> listeners, RunProgress progress)
            throws IOException {
        this.onWriteError = plan.saving().onWriteError();
        this.listeners = listeners;
        this.progress = progress;
        this.metrics = MetricsFile.after(folder.metrics(), progress.step(), progress::remember);
        this.events = new EventsFile(folder.events());
    }

    void start(TrainingRun run) throws IOException {
        tell(run.firstStep(), listener -> listener.onStart(run));
    }

    void step(StepMetrics step) throws IOException {
        failedNow = false;
        write(step.step(), () -> metrics.add(step));
        tell(step.step(), listener -> listener.onStep(step));
        failing = failedNow; // after a step without a failure the next one is told again
    }

    /** Tells of something that happened just now. */
    void event(long step, TrainingEvent.Kind kind, String message, List<String> images) throws IOException {
        TrainingEvent event = new TrainingEvent(Instant.now(), step, kind, message, images);
        write(step, () -> events.add(event));
        tell(step, listener -> listener.onEvent(event));
    }

    void event(long step, TrainingEvent.Kind kind, String message) throws IOException {
        event(step, kind, message, List.of());
    }

    /** Flushes all lines of metrics to the disk: before a checkpoint is, so that none before it can be missing. */
    void force(long step) throws IOException {
        write(step, metrics::force);
    }

    void checkpoint(Checkpoint checkpoint) throws IOException {
        tell(checkpoint.step(), listener -> listener.onCheckpoint(checkpoint));
    }

    void saved(Checkpoint checkpoint) throws IOException {
        tell(checkpoint.step(), listener -> listener.onSaved(checkpoint));
    }

    /** The session went back to an earlier step. */
    void rewind() throws IOException {
        write(progress.step(), () -> metrics.rewind(progress.step(), progress::remember));
        tell(progress.step(), listener -> listener.onRewind(progress.step()));
    }

    /** The run has ended and is saved: from here on, no line that cannot be written makes it a failed one. */
    void end(TrainingResult result) throws IOException {
        ended = true;
        try {
            closeMetrics();
        } catch (IOException e) {
            reportNotSaved(result.steps(), e.getMessage() + "; the run is saved, its last lines of metrics are lost");
        }
        tell(result.steps(), listener -> listener.onEnd(result));
    }

    private void tell(long step, Message message) throws IOException {
        for (TrainingListener listener : listeners) {
            write(step, () -> message.tell(listener));
        }
    }

    private void write(long step, Writing writing) throws IOException {
        try {
            writing.write();
        } catch (IOException e) {
            if (onWriteError == SavingPlan.OnWriteError.STOP) {
                throw new TrainingException(e.getMessage() + progress.describeLastSaved());
            }
            notWritten(step, e);
        }
    }

    /** Reports the first failure of a row of them. */
    void notWritten(long step, IOException failure) {
        failedNow = true;
        if (failing) {
            return;
        }
        failing = true;
        reportNotSaved(step, failure.getMessage() + "; going on, and trying again");
    }

    /** Reports that something could not be written, where a failure to report it changes nothing. */
    private void reportNotSaved(long step, String message) {
        LOG.warn("{}", message);
        TrainingEvent event = new TrainingEvent(Instant.now(), step, TrainingEvent.Kind.NOT_SAVED, message, List.of());
        try {
            events.add(event); // kept, and written when there is room
        } catch (IOException e) {
            LOG.debug("not written yet", e);
        }
        for (TrainingListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (IOException e) {
                LOG.debug("cannot even be told of it", e);
            }
        }
    }

    private void closeMetrics() throws IOException {
        if (!metricsClosed) {
            metricsClosed = true;
            metrics.close();
        }
    }

    /** Closes both files, also where one of them cannot be closed. */
    @Override
    public void close() throws IOException {
        try {
            try (events) {
                closeMetrics();
            }
        } catch (IOException e) {
            if (!ended && onWriteError == SavingPlan.OnWriteError.STOP) {
                throw e;
            }
            LOG.warn("{}; the last lines are lost", e.getMessage());
        }
    }
}
