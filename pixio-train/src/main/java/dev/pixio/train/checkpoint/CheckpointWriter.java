package dev.pixio.train.checkpoint;

import dev.pixio.weights.CheckpointManifest;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves checkpoints on a thread of its own. Training waits for a copy in memory and no longer, unless the one before is
 * not written yet. For one thread.
 */
public final class CheckpointWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final CheckpointFolder folder;
    private final Retention retention;
    private final Snapshot model = new Snapshot();
    private final Snapshot optimizer = new Snapshot();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "pixio-checkpoint");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Future<Checkpoint> underWay;

    public CheckpointWriter(CheckpointFolder folder, Retention retention) {
        this.folder = folder;
        this.retention = retention;
    }

    /**
     * Copies the tensors and begins to write. {@link #await} must have been called after the one before.
     *
     * @param weights of the model, on any device
     * @param moments of the optimizer, on any device
     * @param metadata for both files
     * @return where it will stand
     */
    public Checkpoint begin(
            TrainingState state,
            Map<String, Tensor> weights,
            Map<String, Tensor> moments,
            Map<String, String> metadata) {
        if (underWay != null) {
            throw new IllegalStateException("the checkpoint before is not awaited");
        }
        model.take(weights);
        optimizer.take(moments);
        underWay = thread.submit(() -> write(state, metadata));
        return folder.at(state.step());
    }

    private Checkpoint write(TrainingState state, Map<String, String> metadata) throws IOException {
        Checkpoint begun = folder.begin(state.step());
        Checkpoint finished;
        try {
            Safetensors.write(begun.model(), model.tensors(), metadata);
            Safetensors.write(begun.optimizer(), optimizer.tensors(), metadata);
            state.write(begun.state());
            CheckpointManifest.of(begun.folder(), begun.parts()).write(begun.folder());
            finished = folder.finish(begun);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            abandon(begun, e);
            throw e;
        }
        tidy(finished);
        return finished;
    }

    private void abandon(Checkpoint begun, Throwable reason) {
        try {
            folder.abandon(begun);
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** The checkpoint stands, whatever comes of this. */
    private void tidy(Checkpoint finished) {
        try {
            folder.setLatest(finished);
            folder.prune(retention, finished.step());
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is saved, but older ones could not be tidied up: {}", finished.folder(), e.getMessage());
        }
    }

    /**
     * The checkpoint that was begun, once it is whole on the disk; nothing as long as it is being written, or if none was
     * begun.
     *
     * @throws IOException if it could not be written, for want of room, of memory, or of anything else; those before it are
     *     untouched
     */
    public Optional<Checkpoint> poll() throws IOException, InterruptedException {
        return underWay != null && underWay.isDone() ? await() : Optional.empty();
    }

    /** As {@link #poll}, but waits. */
    public Optional<Checkpoint> await() throws IOException, InterruptedException {
        if (underWay == null) {
            return Optional.empty();
        }
        Future<Checkpoint> awaited = underWay;
        try {
            Checkpoint checkpoint = awaited.get();
            underWay = null;
            return Optional.of(checkpoint);
        } catch (ExecutionException e) {
            underWay = null;
            Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
            throw failure instanceof IOException io ? io : new IOException(describe(failure), failure);
        }
    }

    /** libtorch's messages go on with a stack of C++ frames. */
    private static String describe(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse(failure.getClass().getSimpleName());
    }

    /** Waits for what is being written, whatever comes of it, and frees the copies. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true; // the copies must not go while they are read
            }
        }
        model.close();
        optimizer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
