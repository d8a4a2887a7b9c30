package dev.pixio.train;

import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who watch a run: its own files first, then the listeners. What cannot be written ends the run or is told once and then
 * tried again, as the plan says.
 */
final class Audience implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Audience.class);

    private final SavingPlan.OnWriteError onWriteError;
    private final MetricsFile metrics;
    private final EventsFile events;
    private final List<TrainingListener> listeners;
    private boolean failing;

    /** What is told to one of them. */
    private interface Message {
        void tell(TrainingListener listener) throws IOException;
    }

    /** What is written. */
    private interface Writing {
        void write() throws IOException;
    }

    Audience(RunFolder folder, TrainingPlan plan, List<TrainingListener> listeners, RunProgress progress)
            throws IOException {
        this.onWriteError = plan.saving().onWriteError();
        this.listeners = listeners;
        this.metrics = MetricsFile.after(folder.metrics(), progress.step(), progress::remember);
        this.events = new EventsFile(folder.events());
    }

    void start(TrainingRun run) throws IOException {
        tell(run.firstStep(), listener -> listener.onStart(run));
    }

    void step(StepMetrics step) throws IOException {
        boolean failed = failing;
        write(step.step(), () -> metrics.add(step));
        tell(step.step(), listener -> listener.onStep(step));
        if (failed && failing) {
            failing = false; // a step without a failure is needed before the next is told
        }
    }

    /** Tells of something that happened just now. */
    void event(long step, TrainingEvent.Kind kind, String message, List<String> pictures) throws IOException {
        TrainingEvent event = new TrainingEvent(Instant.now(), step, kind, message, pictures);
        write(step, () -> events.add(event));
        tell(step, listener -> listener.onEvent(event));
    }

    void event(long step, TrainingEvent.Kind kind, String message) throws IOException {
        event(step, kind, message, List.of());
    }

    void checkpoint(Checkpoint checkpoint) throws IOException {
        write(checkpoint.step(), metrics::force);
        tell(checkpoint.step(), listener -> listener.onCheckpoint(checkpoint));
    }

    void saved(Checkpoint checkpoint) throws IOException {
        tell(checkpoint.step(), listener -> listener.onSaved(checkpoint));
    }

    void rewind(RunProgress progress) throws IOException {
        metrics.rewind(progress.step(), progress::remember);
        tell(progress.step(), listener -> listener.onRewind(progress.step()));
    }

    void end(TrainingResult result) throws IOException {
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
                throw e;
            }
            notWritten(step, e);
        }
    }

    /** Tells of the first failure of a row of them. */
    void notWritten(long step, IOException failure) {
        if (failing) {
            return;
        }
        failing = true;
        String message = failure.getMessage() + "; going on, and trying again";
        LOG.warn("{}", message);
        TrainingEvent event = new TrainingEvent(Instant.now(), step, TrainingEvent.Kind.NOT_SAVED, message, List.of());
        for (TrainingListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (IOException e) {
                LOG.debug("cannot even be told of it", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        metrics.close();
        events.close();
    }
}
