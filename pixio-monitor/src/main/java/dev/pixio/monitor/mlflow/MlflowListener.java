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
 * Logs a run to an MLflow tracking server: the plan as parameters, the figures of each step as metrics, the configuration,
 * the last reconstructions and the report as files. A resumed run goes on in the same run of MLflow. Nothing that the server
 * does fails or delays the training. Add it to a trainer and close it after the run and after its report.
 */
public final class MlflowListener implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MlflowListener.class);

    private final MlflowAddress address;
    private final Duration rhythm;
    private final Duration patience;
    private final StepQueue outbox = new StepQueue();
    private @Nullable Logged logged;
    private RunStatus ending = RunStatus.FAILED;
    private long lastCheckpoint;

    private record Logged(RunFolder folder, MlflowSender sender, Thread thread) {}

    /**
     * Logs to a server, with the user, password or token of {@code MLFLOW_TRACKING_USERNAME}, {@code
     * MLFLOW_TRACKING_PASSWORD} and {@code MLFLOW_TRACKING_TOKEN}. Nothing is sent before the run starts.
     */
    public MlflowListener(MlflowAddress address) {
        this(address, Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /**
     * @param rhythm at which figures are sent
     * @param patience with a server at the end of the run
     */
    MlflowListener(MlflowAddress address, Duration rhythm, Duration patience) {
        this.address = address;
        this.rhythm = rhythm;
        this.patience = patience;
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
        MlflowSender sender =
                new MlflowSender(address, MlflowCredentials.fromEnvironment().at(address), outbox, description, rhythm);
        Thread thread = new Thread(sender, "mlflow");
        thread.setDaemon(true);
        thread.start();
        logged = new Logged(folder, sender, thread);
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
        outbox.add(metrics, System.currentTimeMillis());
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) {
        lastCheckpoint = checkpoint.step();
    }

    @Override
    public void onEnd(TrainingResult result) {
        ending = result.ending() == TrainingResult.Ending.COMPLETE ? RunStatus.FINISHED : RunStatus.KILLED;
    }

    /** Sends what is left and the end of the run, which has failed if it did not end before. */
    @Override
    public void close() {
        Logged now = logged;
        logged = null;
        if (now == null) {
            return;
        }
        now.sender.end(ending, lastFiles(now.folder));
        try {
            now.thread.join(patience.toMillis());
            if (now.thread.isAlive()) {
                now.sender.abandon();
                now.thread.interrupt();
            }
        } catch (InterruptedException e) {
            now.thread.interrupt();
            Thread.currentThread().interrupt();
        }
        tellWhatIsMissing(now.sender);
    }

    private Map<String, Path> lastFiles(RunFolder folder) {
        Path drawn = folder.reconstruction(lastCheckpoint);
        return Map.of(
                "reconstructions/" + drawn.getFileName(),
                drawn,
                folder.report().getFileName().toString(),
                folder.report());
    }

    private void tellWhatIsMissing(MlflowSender sender) {
        if (outbox.lost() > 0) {
            LOG.warn("MLflow at {} lacks {} steps; metrics.jsonl has them", address.withoutSlash(), outbox.lost());
        } else if (!sender.isComplete() && !sender.isKnownToBeAway()) {
            LOG.warn(
                    "MLflow at {} did not take the end of the run; metrics.jsonl has its steps",
                    address.withoutSlash());
        }
    }
}
