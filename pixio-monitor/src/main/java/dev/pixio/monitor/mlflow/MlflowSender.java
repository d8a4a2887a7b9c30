package dev.pixio.monitor.mlflow;

import dev.pixio.monitor.mlflow.StepQueue.TimedStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a run to its server, on its own thread. Failed requests are repeated after increasing pauses; each outage and each
 * recovery are logged once. The end of a run is sent at most {@value #FINAL_ATTEMPTS} times, or until {@link #cancel}.
 */
final class MlflowSender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MlflowSender.class);

    /** The client's HTTP code logs each retry. A strong reference, because a collected logger loses its level. */
    private static final java.util.logging.Logger CLIENT_LOGGER =
            java.util.logging.Logger.getLogger("org.mlflow_project");

    private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
    private static final int BAD_REQUEST = 400;

    /** With pauses of at most 1, 2 and 4 seconds in between: long enough for a restart of the server. */
    private static final int FINAL_ATTEMPTS = 4;

    private static final Duration FIRST_FINAL_PAUSE = Duration.ofSeconds(1);

    private final MlflowAddress address;
    private final BasicMlflowHostCreds credentials;
    private final MlflowClient client;
    private final StepQueue queue;
    private final Description description;
    private final Duration interval;

    /** Set before the queue is closed, and read after that. */
    private volatile RunStatus ending = RunStatus.FAILED;

    private volatile Map<String, Path> finalFiles = Map.of();

    private @Nullable RemoteRun remote;
    private boolean descriptionSent;
    private List<TimedStep> batch = List.of();
    private final Set<String> sentFiles = new HashSet<>();
    private final Set<String> refusedFiles = new HashSet<>();
    private volatile boolean unavailable;
    private volatile boolean complete;
    private volatile boolean cancelled;

    /**
     * The description of a run, which is sent when it starts.
     *
     * @param name name of the MLflow run
     * @param parameters the flattened plan
     * @param tags other properties
     * @param config file with the plan
     * @param runFile file with the ID of the MLflow run
     */
    record Description(
            String name, Map<String, String> parameters, Map<String, String> tags, Path config, Path runFile) {

        Description {
            parameters = new LinkedHashMap<>(parameters);
            tags = new LinkedHashMap<>(tags);
        }
    }

    MlflowSender(
            MlflowAddress address,
            BasicMlflowHostCreds credentials,
            StepQueue queue,
            Description description,
            Duration interval) {
        this.address = address;
        this.credentials = credentials;
        CLIENT_LOGGER.setLevel(java.util.logging.Level.WARNING);
        this.client = new MlflowClient(credentials);
        this.queue = queue;
        this.description = description;
        this.interval = interval;
    }

    @Override
    public void run() {
        try {
            sendUntilClosed();
            sendEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close(), after its timeout
        } finally {
            client.close();
        }
    }

    private void sendUntilClosed() throws InterruptedException {
        Duration pause = Duration.ZERO;
        while (!queue.isClosed()) {
            if (trySend(false)) {
                pause = Duration.ZERO;
                queue.awaitBatch(interval);
            } else {
                pause = longer(pause);
                queue.pause(pause);
            }
        }
    }

    private void sendEnd() throws InterruptedException {
        Duration pause = interval.compareTo(FIRST_FINAL_PAUSE) < 0 ? interval : FIRST_FINAL_PAUSE;
        for (int attempt = 1; !trySend(true) && attempt < FINAL_ATTEMPTS && !cancelled; attempt++) {
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2);
        }
    }

    /** Sends the queued steps; false if that failed. */
    private boolean trySend(boolean last) throws InterruptedException {
        try {
            send(last);
            reportRecovery();
            return true;
        } catch (RuntimeException | IOException e) {
            if (!cancelled) {
                reportOutage(e);
            }
            return false;
        }
    }

    /** Sets the final status and the files that are sent with it, and ends the sender after that. */
    void end(RunStatus status, Map<String, Path> files) {
        ending = status;
        finalFiles = Map.copyOf(files);
        queue.close();
    }

    /** Whether everything was sent, including the end of the run. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the last request failed, which has been logged. */
    boolean isUnavailable() {
        return unavailable;
    }

    /** Aborts pending requests. */
    void cancel() {
        cancelled = true;
        client.close();
    }

    private void send(boolean last) throws IOException, InterruptedException {
        RemoteRun run = remote;
        if (run == null) {
            run = open();
            remote = run;
        }
        if (!descriptionSent) {
            run.describe(description.parameters(), description.tags());
            upload(run, Map.of("config.yaml", description.config()));
            descriptionSent = true;
        }
        sendSteps(run);
        if (last) {
            upload(run, finalFiles);
            run.end(ending);
            complete = true;
        }
    }

    private RemoteRun open() throws IOException {
        Optional<RemoteRun> previous = MlflowRunFile.read(description.runFile())
                .filter(runFile -> runFile.server().equals(address.withoutSlash()))
                .flatMap(runFile -> RemoteRun.reopen(client, runFile.id()));
        if (previous.isPresent()) {
            return previous.get();
        }
        RemoteRun created = RemoteRun.create(client, address.experiment(), description.name());
        try {
            new MlflowRunFile(address.withoutSlash(), created.id()).write(description.runFile());
        } catch (IOException e) {
            // Not thrown: the MLflow run exists, and must not be created a second time.
            LOG.warn("cannot write {}; a resumed run will be logged as a new MLflow run", description.runFile());
        }
        return created;
    }

    private void sendSteps(RemoteRun run) {
        if (batch.isEmpty()) {
            batch = queue.take();
        }
        while (!batch.isEmpty()) {
            try {
                run.log(batch);
            } catch (MlflowHttpException e) {
                if (e.getStatusCode() != BAD_REQUEST) {
                    throw e;
                }
                // The server would reject it again, and it must not block the following steps.
                queue.addLost(batch.size());
            }
            batch = queue.take();
        }
    }

    /** A file that cannot be uploaded is logged once and does not block metrics or the end of the run. */
    private void upload(RemoteRun run, Map<String, Path> files) throws InterruptedException {
        Optional<ArtifactStore> store = ArtifactStore.of(address, credentials, run.artifacts());
        if (store.isEmpty()) {
            LOG.info(
                    "MLflow stores the artifacts of run {} at {}, which is not supported; they are not uploaded",
                    run.id(),
                    run.artifacts());
            return;
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (sentFiles.contains(file.getKey())) {
                continue; // uploaded in an earlier attempt
            }
            try {
                store.get().upload(file.getValue(), file.getKey());
                sentFiles.add(file.getKey());
            } catch (IOException e) {
                if (refusedFiles.add(file.getKey())) {
                    LOG.warn("MLflow did not accept {}: {}", file.getKey(), reason(e));
                }
            }
        }
    }

    private void reportOutage(Exception e) {
        if (!unavailable) {
            unavailable = true;
            LOG.warn(
                    "MLflow at {} is unavailable ({}); training continues, and metrics are queued until the server responds",
                    address.withoutSlash(),
                    reason(e));
        }
    }

    private void reportRecovery() {
        if (unavailable) {
            unavailable = false;
            LOG.warn("MLflow at {} is available again and has received the queued metrics", address.withoutSlash());
        }
    }

    /** The message of the root cause, which the client wraps several times. */
    private static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    private Duration longer(Duration pause) {
        Duration next = pause.isZero() ? interval : pause.multipliedBy(2);
        return next.compareTo(MAX_PAUSE) < 0 ? next : MAX_PAUSE;
    }
}
