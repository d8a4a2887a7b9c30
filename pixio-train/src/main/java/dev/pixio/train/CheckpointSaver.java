package dev.pixio.train;

import dev.pixio.data.ImageSource;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Engine;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.CheckpointWriter;
import dev.pixio.train.checkpoint.Retention;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/** Takes checkpoints of a run when they are due, and tells when they stand on the disk. */
final class CheckpointSaver implements AutoCloseable {

    private final TrainingPlan plan;
    private final RunFolder folder;
    private final Pixio model;
    private final AdamW optimizer;
    private final TrainingState.Source source;
    private final Audience audience;
    private final CheckpointWriter writer;
    private long lastTaken = System.nanoTime();
    private Optional<Checkpoint> newest;

    CheckpointSaver(
            TrainingPlan plan,
            RunFolder folder,
            Pixio model,
            AdamW optimizer,
            ImageSource pictures,
            Optional<Checkpoint> newest,
            Audience audience) {
        this.plan = plan;
        this.folder = folder;
        this.model = model;
        this.optimizer = optimizer;
        this.source = source(pictures);
        this.newest = newest;
        this.audience = audience;
        this.writer = new CheckpointWriter(
                folder.checkpoints(),
                new Retention(plan.saving().keepLast(), plan.saving().keepEvery()));
    }

    /** What a checkpoint remembers of the pictures. */
    static TrainingState.Source source(ImageSource pictures) {
        return new TrainingState.Source(pictures.description(), pictures.size(), pictures.fingerprint());
    }

    /** The newest that stands on the disk, or where the run began if there is none. */
    Checkpoint newest() {
        return newest.orElse(new Checkpoint(0, folder.path()));
    }

    boolean isDue(long step) {
        return plan.saving().every().isDue(step, Duration.ofNanos(System.nanoTime() - lastTaken));
    }

    /** Takes one; waits for the one before, if it is not written yet. */
    void take(RunProgress progress, PictureStream stream, TrainingState.Machine machine)
            throws IOException, InterruptedException {
        await();
        TrainingState state = state(progress, stream, machine);
        Map<String, String> provenance = Map.of(
                "pixio.recipe", plan.recipe(),
                "pixio.step", Long.toString(state.step()),
                "pixio.pictures", source.description());
        audience.force(state.step());
        lastTaken = System.nanoTime();
        try (PointerScope scope = new PointerScope()) {
            writer.begin(
                    state, Tensors.state(model), optimizer.state(), ModelFile.metadata(model.config(), provenance));
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!OutOfMemory.isIn(e)) {
                throw e;
            }
            failed(new IOException("there is no memory for a copy of weights and moments"));
            return;
        }
        audience.checkpoint(folder.checkpoints().at(state.step()));
    }

    /** Whether the newest that stands on the disk is of a step. */
    boolean hasSaved(long step) {
        return newest.isPresent() && newest.get().step() == step;
    }

    /** Where the last good one is, to be added to a message. */
    String good() {
        return newest.map(good -> "; the last good checkpoint is " + good.folder())
                .orElse("; there is no checkpoint yet");
    }

    private TrainingState state(RunProgress progress, PictureStream stream, TrainingState.Machine machine) {
        return new TrainingState(
                progress.step(),
                progress.totalSteps(),
                progress.position(),
                plan.seed(),
                progress.pictures(),
                progress.seconds(),
                progress.notFinite(),
                source,
                stream.tally(),
                machine,
                progress.newest(),
                PlanFile.toTree(plan),
                Map.of(
                        "pixio", version(),
                        "java", System.getProperty("java.version"),
                        "libtorch", Engine.version()),
                Instant.now());
    }

    private static String version() {
        String version = CheckpointSaver.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    /** Tells of the one that was taken, if it is on the disk by now. */
    void poll() throws IOException, InterruptedException {
        try {
            tell(writer.poll());
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Waits until the one that was taken is on the disk. */
    void await() throws IOException, InterruptedException {
        try {
            tell(writer.await());
        } catch (IOException e) {
            failed(e);
        }
    }

    private void tell(Optional<Checkpoint> saved) throws IOException {
        if (saved.isPresent()) {
            newest = saved;
            audience.saved(saved.get());
        }
    }

    private void failed(IOException e) throws IOException {
        TrainingException failure = new TrainingException("cannot save a checkpoint: " + e.getMessage() + good());
        if (plan.saving().onWriteError() == SavingPlan.OnWriteError.STOP) {
            throw failure;
        }
        audience.notWritten(newest().step(), failure);
    }

    @Override
    public void close() {
        writer.close();
    }
}
