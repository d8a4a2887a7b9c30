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
 * Sends a run to its server, on a thread of its own. What fails is sent again after pauses that grow; each outage and its
 * end are logged once. The end of a run is tried {@value #LAST_TRIES} times, as long as {@link #abandon} is not called.
 */
final class MlflowSender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MlflowSender.class);

    /** The client's HTTP prints each repeated request; kept, for a logger that nobody holds forgets its level. */
    private static final java.util.logging.Logger CHATTER = java.util.logging.Logger.getLogger("org.mlflow_project");

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int BAD_REQUEST = 400;

    /** With pauses of at most 1, 2 and 4 seconds between them: long enough for a restart of the server's process. */
    private static final int LAST_TRIES = 4;

    private static final Duration FIRST_LAST_PAUSE = Duration.ofSeconds(1);

    private final MlflowAddress address;
    private final BasicMlflowHostCreds credentials;
    private final MlflowClient client;
    private final StepQueue outbox;
    private final Description description;
    private final Duration rhythm;

    /** What the end brings; read once the outbox is closed. */
    private volatile RunStatus ending = RunStatus.FAILED;

    private volatile Map<String, Path> lastFiles = Map.of();

    private @Nullable RemoteRun remote;
    private boolean described;
    private List<TimedStep> batch = List.of();
    private final Set<String> sentFiles = new HashSet<>();
    private final Set<String> refusedFiles = new HashSet<>();
    private volatile boolean knownToBeAway;
    private volatile boolean complete;
    private volatile boolean abandoned;

    /**
     * What is known of a run when it starts.
     *
     * @param name that people find it by
     * @param parameters of the plan
     * @param tags beside them
     * @param config the file with the plan
     * @param known the file that remembers which run of the server it is
     */
    record Description(String name, Map<String, String> parameters, Map<String, String> tags, Path config, Path known) {

        Description {
            parameters = new LinkedHashMap<>(parameters);
            tags = new LinkedHashMap<>(tags);
        }
    }

    MlflowSender(
            MlflowAddress address,
            BasicMlflowHostCreds credentials,
            StepQueue outbox,
            Description description,
            Duration rhythm) {
        this.address = address;
        this.credentials = credentials;
        CHATTER.setLevel(java.util.logging.Level.WARNING);
        this.client = new MlflowClient(credentials);
        this.outbox = outbox;
        this.description = description;
        this.rhythm = rhythm;
    }

    @Override
    public void run() {
        try {
            sendUntilClosed();
            sendEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by close(), which waited long enough for the end
        } finally {
            client.close();
        }
    }

    private void sendUntilClosed() throws InterruptedException {
        Duration pause = Duration.ZERO;
        while (!outbox.isClosed()) {
            if (trySend(false)) {
                pause = Duration.ZERO;
                outbox.await(rhythm);
            } else {
                pause = longer(pause);
                outbox.pause(pause);
            }
        }
    }

    private void sendEnd() throws InterruptedException {
        Duration pause = rhythm.compareTo(FIRST_LAST_PAUSE) < 0 ? rhythm : FIRST_LAST_PAUSE;
        for (int tried = 1; !trySend(true) && tried < LAST_TRIES && !abandoned; tried++) {
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2);
        }
    }

    /** Sends what waits; false if the server did not take it. */
    private boolean trySend(boolean last) throws InterruptedException {
        try {
            send(last);
            reportRecovery();
            return true;
        } catch (RuntimeException | IOException e) {
            if (!abandoned) {
                reportOutage(e);
            }
            return false;
        }
    }

    /** Sets the status that the run ends with and the files that are sent with it, and lets the sender end. */
    void end(RunStatus status, Map<String, Path> files) {
        ending = status;
        lastFiles = Map.copyOf(files);
        outbox.close();
    }

    /** Whether everything stands on the server, its end too. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the server did not answer the last time, which has been logged. */
    boolean isKnownToBeAway() {
        return knownToBeAway;
    }

    /** Aborts requests that wait for an answer. */
    void abandon() {
        abandoned = true;
        client.close();
    }

    private void send(boolean last) throws IOException, InterruptedException {
        RemoteRun run = remote;
        if (run == null) {
            run = open();
            remote = run;
        }
        if (!described) {
            run.describe(description.parameters(), description.tags());
            put(run, Map.of("config.yaml", description.config()));
            described = true;
        }
        sendSteps(run);
        if (last) {
            put(run, lastFiles);
            run.end(ending);
            complete = true;
        }
    }

    private RemoteRun open() throws IOException {
        Optional<RemoteRun> before = MlflowRunFile.read(description.known())
                .filter(known -> known.server().equals(address.withoutSlash()))
                .flatMap(known -> RemoteRun.reopen(client, known.id()));
        if (before.isPresent()) {
            return before.get();
        }
        RemoteRun made = RemoteRun.create(client, address.experiment(), description.name());
        try {
            new MlflowRunFile(address.withoutSlash(), made.id()).write(description.known());
        } catch (IOException e) {
            // Not thrown: the run is there, and must not be made a second time.
            LOG.warn("cannot write {}, so a resumed run will be another one for MLflow", description.known());
        }
        return made;
    }

    private void sendSteps(RemoteRun run) {
        if (batch.isEmpty()) {
            batch = outbox.take();
        }
        while (!batch.isEmpty()) {
            try {
                run.log(batch);
            } catch (MlflowHttpException e) {
                if (e.getStatusCode() != BAD_REQUEST) {
                    throw e;
                }
                // It will not be taken the next time either, and must not hold up what follows.
                outbox.lose(batch.size());
            }
            batch = outbox.take();
        }
    }

    /** A file that the server does not take is logged once and does not hold up metrics or the end of the run. */
    private void put(RemoteRun run, Map<String, Path> files) throws InterruptedException {
        Optional<ArtifactStore> store = ArtifactStore.of(address, credentials, run.artifacts());
        if (store.isEmpty()) {
            LOG.info("MLflow keeps the files of run {} at {}, where they are not put", run.id(), run.artifacts());
            return;
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            if (sentFiles.contains(file.getKey())) {
                continue; // taken in an earlier try of the same message
            }
            try {
                store.get().put(file.getValue(), file.getKey());
                sentFiles.add(file.getKey());
            } catch (IOException e) {
                if (refusedFiles.add(file.getKey())) {
                    LOG.warn("MLflow did not take {}: {}", file.getKey(), reason(e));
                }
            }
        }
    }

    private void reportOutage(Exception e) {
        if (!knownToBeAway) {
            knownToBeAway = true;
            LOG.warn(
                    "MLflow at {} cannot be used ({}); training goes on, and its metrics are kept until the server answers",
                    address.withoutSlash(),
                    reason(e));
        }
    }

    private void reportRecovery() {
        if (knownToBeAway) {
            knownToBeAway = false;
            LOG.warn("MLflow at {} answers again and has the metrics that were kept", address.withoutSlash());
        }
    }

    /** The innermost message, which the client wraps more than once. */
    private static String reason(Throwable e) {
        Throwable inner = e;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
        return message.lines().findFirst().orElse(message);
    }

    private Duration longer(Duration pause) {
        Duration next = pause.isZero() ? rhythm : pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
}
