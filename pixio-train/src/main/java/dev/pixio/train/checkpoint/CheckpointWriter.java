package dev.pixio.train.checkpoint;

import dev.pixio.io.FailureReason;
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
 * Writes checkpoints on a background thread. Training waits only for a copy in memory, and for the previous checkpoint
 * if it is still being written. Not thread-safe.
 */
public final class CheckpointWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);

    private final CheckpointFolder folder;
    private final Retention retention;
    private final Snapshot model = new Snapshot();
    private final Snapshot optimizer = new Snapshot();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "pixio-checkpoint");
        created.setDaemon(true);
        return created;
    });
    private @Nullable Future<Checkpoint> pendingWrite;

    public CheckpointWriter(CheckpointFolder folder, Retention retention) {
        this.folder = folder;
        this.retention = retention;
    }

    /**
     * Copies the tensors and starts to write. Call {@link #await} after the previous checkpoint first.
     *
     * @param weights of the model, on any device
     * @param moments of the optimizer, on any device
     * @param metadata for both files
     * @return the checkpoint, which does not exist yet
     */
    public Checkpoint begin(
            TrainingState state,
            Map<String, Tensor> weights,
            Map<String, Tensor> moments,
            Map<String, String> metadata) {
        if (pendingWrite != null) {
            throw new IllegalStateException("the previous checkpoint was not awaited");
        }
        model.copy(weights);
        optimizer.copy(moments);
        pendingWrite = thread.submit(() -> write(state, metadata));
        return folder.at(state.step());
    }

    private Checkpoint write(TrainingState state, Map<String, String> metadata) throws IOException {
        Checkpoint unfinished = folder.begin(state.step());
        Checkpoint finished;
        try {
            Safetensors.write(unfinished.model(), model.tensors(), metadata);
            Safetensors.write(unfinished.optimizer(), optimizer.tensors(), metadata);
            state.write(unfinished.state());
            CheckpointManifest.of(unfinished.folder(), unfinished.parts()).write(unfinished.folder());
            finished = folder.finish(unfinished);
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            abandon(unfinished, e);
            throw e;
        }
        updateFolder(finished);
        return finished;
    }

    private void abandon(Checkpoint unfinished, Throwable reason) {
        try {
            folder.abandon(unfinished);
        } catch (IOException | RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** Updates {@code latest} and deletes expired checkpoints. The new checkpoint is valid even if this fails. */
    private void updateFolder(Checkpoint finished) {
        try {
            folder.setLatest(finished);
            folder.prune(retention, finished.step());
        } catch (IOException e) {
            reportOutdated(finished, FailureReason.withFile(e));
        } catch (RuntimeException e) {
            reportOutdated(finished, describe(e));
        }
    }

    private static void reportOutdated(Checkpoint finished, String reason) {
        LOG.warn("{} is saved, but the folder of checkpoints could not be updated: {}", finished.folder(), reason);
    }

    /**
     * The checkpoint in progress if it has been written; empty if it is still being written or there is none.
     *
     * @throws IOException if it could not be written; earlier checkpoints are not changed
     */
    public Optional<Checkpoint> poll() throws IOException, InterruptedException {
        return pendingWrite != null && pendingWrite.isDone() ? await() : Optional.empty();
    }

    /** As {@link #poll}, but waits until the checkpoint is written. */
    public Optional<Checkpoint> await() throws IOException, InterruptedException {
        if (pendingWrite == null) {
            return Optional.empty();
        }
        Future<Checkpoint> awaited = pendingWrite;
        try {
            Checkpoint checkpoint = awaited.get();
            pendingWrite = null;
            return Optional.of(checkpoint);
        } catch (ExecutionException e) {
            pendingWrite = null;
            Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
            throw failure instanceof IOException io ? io : new IOException(describe(failure), failure);
        }
    }

    /** libtorch's messages end with a C++ stack trace. */
    private static String describe(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElse(failure.getClass().getSimpleName());
    }

    /** Waits for the checkpoint in progress, also if it fails, and frees the copies. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true; // the copies must not be freed while they are read
            }
        }
        model.close();
        optimizer.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
