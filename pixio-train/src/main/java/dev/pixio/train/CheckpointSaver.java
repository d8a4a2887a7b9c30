package dev.pixio.train;

import dev.pixio.torch.memory.OutOfMemory;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointWriter;
import dev.pixio.train.checkpoint.Retention;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/**
 * Saves checkpoints of a session in the background, and reports each that was written or could not be written. Of several
 * processes the first writes; the others only send what it lacks.
 */
final class CheckpointSaver implements AutoCloseable {

    private final TrainingSession session;
    private final RunProgress progress;
    private final SavingPlan plan;
    private final RunFolder folder;
    private final ListenerDispatcher dispatcher;
    private final CheckpointWriter writer;
    private long lastStarted = System.nanoTime();

    CheckpointSaver(TrainingSession session, RunFolder folder, ListenerDispatcher dispatcher) {
        this.session = session;
        this.progress = session.progress();
        this.plan = session.plan().saving();
        this.folder = folder;
        this.dispatcher = dispatcher;
        this.writer = new CheckpointWriter(folder.checkpoints(), new Retention(plan.keepLast(), plan.keepEvery()));
        dispatcher.awaitBeforeFailure(this::await);
    }

    /** The newest checkpoint on disk; one of step 0 with the run folder as its path if there is none. */
    Checkpoint newest() {
        return progress.lastSaved().orElse(new Checkpoint(0, folder.path()));
    }

    /**
     * The newest checkpoint whose checksums are valid; reports those that are damaged.
     *
     * @param lastStep checkpoints of later steps are ignored
     * @throws TrainingException if there is none
     */
    Checkpoint newestValid(long lastStep) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> valid = folder.checkpoints()
                .newestValid(lastStep, (checkpoint, damage) -> damaged.add(ResumePoint.describe(checkpoint, damage)));
        for (String damage : damaged) {
            dispatcher.event(lastStep, Kind.DAMAGED_CHECKPOINT, damage);
        }
        return valid.orElseThrow(() -> new TrainingException("there is no valid checkpoint to roll back to"));
    }

    boolean isDue(long step) {
        return plan.every().isDue(step, Duration.ofNanos(System.nanoTime() - lastStarted));
    }

    /** Copies the session and starts to write it, after the previous checkpoint has been written. */
    void save() throws IOException, InterruptedException {
        await();
        dispatcher.force(progress.step());
        lastStarted = System.nanoTime();
        if (begin()) {
            Checkpoint begun = folder.checkpoints().at(progress.step());
            session.model().withSavedWeights(() -> dispatcher.checkpoint(begun));
        }
        session.processes().awaitFirst(); // its listeners may have validated the model
    }

    /** Starts to write; false in a process that does not, and if there is not enough memory for it. */
    private boolean begin() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            SessionSnapshot snapshot = session.snapshot();
            if (!session.processes().isFirst()) {
                return false;
            }
            writer.begin(snapshot.state(), snapshot.weights(), snapshot.moments(), snapshot.metadata());
            return true;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            handleFailure(new IOException("there is not enough memory to copy the weights and moments", e));
            return false;
        }
    }

    /** Reports the checkpoint in progress if it has been written; does not wait. */
    void poll() throws IOException, InterruptedException {
        report(writer::poll);
    }

    /** Waits until the checkpoint in progress has been written, and reports it. */
    void await() throws IOException, InterruptedException {
        report(writer::await);
    }

    /** Asks for the checkpoint in progress. */
    private interface Written {
        Optional<Checkpoint> get() throws IOException, InterruptedException;
    }

    private void report(Written written) throws IOException, InterruptedException {
        Optional<Checkpoint> saved;
        try {
            saved = written.get();
        } catch (IOException e) {
            handleFailure(e);
            return;
        }
        if (saved.isPresent()) { // a listener's failure is none of the checkpoint
            progress.recordCheckpoint(saved.get());
            dispatcher.saved(saved.get());
        }
    }

    private void handleFailure(IOException e) throws IOException {
        TrainingException failure =
                new TrainingException("cannot save a checkpoint: " + e.getMessage() + progress.describeLastSaved());
        failure.initCause(e);
        if (plan.onWriteError() == SavingPlan.OnWriteError.STOP) {
            throw failure;
        }
        dispatcher.reportWriteFailure(newest().step(), failure);
    }

    @Override
    public void close() {
        writer.close();
    }
}
