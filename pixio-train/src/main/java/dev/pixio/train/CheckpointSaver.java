package dev.pixio.train;

import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointWriter;
import dev.pixio.train.checkpoint.Retention;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.optim.OutOfMemory;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/** Saves the checkpoints of a session in the background, and reports those that are on the disk and those that failed. */
final class CheckpointSaver implements AutoCloseable {

    private final TrainingSession session;
    private final RunProgress progress;
    private final SavingPlan plan;
    private final RunFolder folder;
    private final ListenerDispatcher audience;
    private final CheckpointWriter writer;
    private long lastBegun = System.nanoTime();

    CheckpointSaver(TrainingSession session, RunFolder folder, ListenerDispatcher audience) {
        this.session = session;
        this.progress = session.progress();
        this.plan = session.plan().saving();
        this.folder = folder;
        this.audience = audience;
        this.writer = new CheckpointWriter(folder.checkpoints(), new Retention(plan.keepLast(), plan.keepEvery()));
    }

    /** The newest that is on the disk, or where the run began if there is none. */
    Checkpoint newest() {
        return progress.lastSaved().orElse(new Checkpoint(0, folder.path()));
    }

    /** The newest on the disk up to a step whose every byte is as it was written; reports those that are damaged. */
    Checkpoint newestValid(long lastStep) throws IOException {
        List<String> damaged = new ArrayList<>();
        Optional<Checkpoint> good = folder.checkpoints()
                .newestValid(lastStep, (checkpoint, damage) -> damaged.add(ResumePoint.damage(checkpoint, damage)));
        for (String damage : damaged) {
            audience.event(lastStep, Kind.DAMAGED_CHECKPOINT, damage);
        }
        return good.orElseThrow(() -> new TrainingException("there is no good checkpoint to go back to"));
    }

    boolean isDue(long step) {
        return plan.every().isDue(step, Duration.ofNanos(System.nanoTime() - lastBegun));
    }

    /** Copies the session and begins to write it; waits for the checkpoint before, if it is not written yet. */
    void save() throws IOException, InterruptedException {
        await();
        audience.force(progress.step());
        lastBegun = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            SessionSnapshot snapshot = session.snapshot();
            writer.begin(snapshot.state(), snapshot.weights(), snapshot.moments(), snapshot.metadata());
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            failed(new IOException("there is no memory for a copy of weights and moments", e));
            return;
        }
        audience.checkpoint(folder.checkpoints().at(progress.step()));
    }

    /** Reports the checkpoint that was begun, if it is on the disk by now. */
    void poll() throws IOException, InterruptedException {
        try {
            report(writer.poll());
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Waits until the checkpoint that was begun is on the disk, and reports it. */
    void await() throws IOException, InterruptedException {
        try {
            report(writer.await());
        } catch (IOException e) {
            failed(e);
        }
    }

    private void report(Optional<Checkpoint> saved) throws IOException {
        if (saved.isPresent()) {
            progress.saved(saved.get());
            audience.saved(saved.get());
        }
    }

    private void failed(IOException e) throws IOException {
        TrainingException failure =
                new TrainingException("cannot save a checkpoint: " + e.getMessage() + progress.describeLastSaved());
        failure.initCause(e);
        if (plan.onWriteError() == SavingPlan.OnWriteError.STOP) {
            throw failure;
        }
        audience.notWritten(newest().step(), failure);
    }

    @Override
    public void close() {
        writer.close();
    }
}
