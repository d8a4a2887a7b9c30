package dev.pixio.monitor.mlflow;

import dev.pixio.monitor.HostName;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mlflow.api.proto.Service.RunStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a run to an MLflow tracking server: the plan as parameters, the metrics of each step, and the configuration, the last
 * reconstructions and the report as artifacts. A resumed run continues the same MLflow run. A slow or failing server neither
 * delays nor fails the training. Add it to a trainer, and close it after the run and its report.
 */
public final class MlflowListener implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MlflowListener.class);

    private final MlflowAddress address;
    private final Duration interval;
    private final Duration timeout;
    private final StepQueue queue = new StepQueue();
    private @Nullable ActiveRun active;
    private RunStatus ending = RunStatus.FAILED;
    private long lastCheckpoint;

    private record ActiveRun(RunFolder folder, MlflowSender sender, Thread thread) {}

    /**
     * Logs to a server with the user, password or token of {@code MLFLOW_TRACKING_USERNAME}, {@code
     * MLFLOW_TRACKING_PASSWORD} and {@code MLFLOW_TRACKING_TOKEN}. Nothing is sent before the run starts.
     */
    public MlflowListener(MlflowAddress address) {
        this(address, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /**
     * @param interval between requests with metrics
     * @param timeout for sending the end of the run
     */
    MlflowListener(MlflowAddress address, Duration interval, Duration timeout) {
        this.address = address;
        this.interval = interval;
        this.timeout = timeout;
    }

    @Override
    public void onStart(TrainingRun run) {
        RunFolder folder = run.folder();
        MlflowSender.Description description = new MlflowSender.Description(
                folder.path().toAbsolutePath().normalize().getFileName().toString(),
                PlanParameters.of(run.plan()),
                tags(run),
                folder.config(),
                folder.mlflow());
        MlflowSender sender = new MlflowSender(
                address, MlflowCredentials.fromEnvironment().at(address), queue, description, interval);
        Thread thread = new Thread(sender, "mlflow");
        thread.setDaemon(true);
        thread.start();
        active = new ActiveRun(folder, sender, thread);
    }

    private static Map<String, String> tags(TrainingRun run) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("mlflow.user", System.getProperty("user.name", "unknown"));
        tags.put("mlflow.source.name", "pixio pretrain");
        tags.put("pixio.recipe", run.plan().recipe());
        tags.put(
                "pixio.version",
                Objects.requireNonNullElse(
                        MlflowListener.class.getPackage().getImplementationVersion(), "development"));
        tags.put("pixio.host", HostName.local());
        tags.put(
                "pixio.folder", run.folder().path().toAbsolutePath().normalize().toString());
        tags.put("pixio.images", run.images().description());
        if (run.firstStep() > 0) {
            tags.put("pixio.resumed", "after step " + run.firstStep());
        }
        return tags;
    }

    @Override
    public void onStep(StepMetrics metrics) {
        queue.add(metrics, System.currentTimeMillis());
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
        lastCheckpoint = checkpoint.step();
    }

    @Override
    public void onEnd(TrainingResult result) {
        ending = result.ending() != TrainingResult.Ending.STOPPED ? RunStatus.FINISHED : RunStatus.KILLED;
    }

    /** Sends the remaining metrics and the end of the run; its status is {@code FAILED} if {@link #onEnd} was not called. */
    @Override
    public void close() {
        ActiveRun now = active;
        active = null;
        if (now == null) {
            return;
        }
        now.sender.end(ending, finalFiles(now.folder));
        try {
            now.thread.join(timeout.toMillis());
            if (now.thread.isAlive()) {
                now.sender.cancel();
                now.thread.interrupt();
            }
        } catch (InterruptedException e) {
            now.thread.interrupt();
            Thread.currentThread().interrupt();
        }
        warnAboutMissingSteps(now.sender);
    }

    private Map<String, Path> finalFiles(RunFolder folder) {
        Path reconstruction = folder.reconstruction(lastCheckpoint);
        Path features = folder.featureMaps().at(lastCheckpoint);
        return Map.of(
                "reconstructions/" + reconstruction.getFileName(),
                reconstruction,
                "features/" + features.getFileName(),
                features,
                folder.report().getFileName().toString(),
                folder.report());
    }

    private void warnAboutMissingSteps(MlflowSender sender) {
        if (queue.lost() > 0) {
            LOG.warn("MLflow at {} lacks {} steps; metrics.jsonl has them", address.withoutSlash(), queue.lost());
        } else if (!sender.isComplete() && !sender.isUnavailable()) {
            LOG.warn(
                    "MLflow at {} did not accept the end of the run; metrics.jsonl has all steps",
                    address.withoutSlash());
        }
    }
}
