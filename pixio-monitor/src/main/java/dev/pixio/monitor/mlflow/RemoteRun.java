package dev.pixio.monitor.mlflow;

import dev.pixio.monitor.LoggedMetric;
import dev.pixio.monitor.mlflow.StepQueue.TimedStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mlflow.api.proto.Service;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import tools.jackson.databind.json.JsonMapper;

/** A run on a server. All methods wait for the server and throw the client's exceptions, which are unchecked. */
final class RemoteRun {

    /** Of parameters or tags in one request, and of letters in a tag: MLflow's limits. */
    private static final int BATCH = 100;

    private static final int LONGEST_TAG = 5000;
    private static final int NOT_FOUND = 404;

    private final MlflowClient client;
    private final RunInfo info;
    private final Map<String, String> parameters;

    private RemoteRun(MlflowClient client, RunInfo info, Map<String, String> parameters) {
        this.client = client;
        this.info = info;
        this.parameters = parameters;
    }

    static RemoteRun create(MlflowClient client, String experiment, String name) {
        String id = client.getExperimentByName(experiment)
                .map(Service.Experiment::getExperimentId)
                .orElseGet(() -> client.createExperiment(experiment));
        RunInfo info = client.createRun(Service.CreateRun.newBuilder()
                .setExperimentId(id)
                .setRunName(name)
                .setStartTime(System.currentTimeMillis())
                .build());
        return new RemoteRun(client, info, Map.of());
    }

    /** A run that was begun before and goes on; nothing if the server has it no longer. */
    static Optional<RemoteRun> reopen(MlflowClient client, String id) {
        try {
            Service.Run run = client.getRun(id);
            if (!run.getInfo().getLifecycleStage().equals("active")) {
                return Optional.empty();
            }
            client.sendPost(
                    "runs/update",
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("run_id", id)
                            .put("status", "RUNNING")
                            .toString());
            Map<String, String> parameters =
                    run.getData().getParamsList().stream().collect(Collectors.toMap(Param::getKey, Param::getValue));
            return Optional.of(new RemoteRun(client, run.getInfo(), parameters));
        } catch (MlflowHttpException e) {
            if (e.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    String id() {
        return info.getRunId();
    }

    String artifacts() {
        return info.getArtifactUri();
    }

    /** MLflow lets no parameter change: what is another one in a resumed run becomes a tag. */
    void describe(Map<String, String> wanted, Map<String, String> tags) {
        List<Param> added = new ArrayList<>();
        Map<String, String> allTags = new LinkedHashMap<>(tags);
        wanted.forEach((name, value) -> {
            String before = parameters.get(name);
            if (before == null) {
                added.add(Param.newBuilder().setKey(name).setValue(value).build());
            } else if (!before.equals(value)) {
                allTags.put("pixio.changed." + name, value);
            }
        });
        for (int i = 0; i < added.size(); i += BATCH) {
            client.logBatch(id(), List.of(), added.subList(i, Math.min(added.size(), i + BATCH)), List.of());
        }
        List<RunTag> all = allTags.entrySet().stream().map(RemoteRun::tag).toList();
        for (int i = 0; i < all.size(); i += BATCH) {
            client.logBatch(id(), List.of(), List.of(), all.subList(i, Math.min(all.size(), i + BATCH)));
        }
    }

    private static RunTag tag(Map.Entry<String, String> tag) {
        String value = tag.getValue();
        return RunTag.newBuilder()
                .setKey(tag.getKey())
                .setValue(value.substring(0, Math.min(value.length(), LONGEST_TAG)))
                .build();
    }

    void log(List<TimedStep> steps) {
        List<Metric> metrics = new ArrayList<>();
        for (TimedStep step : steps) {
            for (LoggedMetric figure : LoggedMetric.all()) {
                metrics.add(Metric.newBuilder()
                        .setKey(figure.name())
                        .setValue(figure.of(step.metrics()))
                        .setTimestamp(step.millis())
                        .setStep(step.metrics().step())
                        .build());
            }
        }
        client.logBatch(id(), metrics, List.of(), List.of());
    }

    void end(RunStatus status) {
        client.setTerminated(id(), status, System.currentTimeMillis());
    }
}
