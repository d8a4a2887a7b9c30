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

/** An MLflow run on a server. All methods block and throw the client's unchecked exceptions. */
final class RemoteRun {

    /** MLflow's limits: parameters or tags per request, and characters per tag. */
    private static final int BATCH = 100;

    private static final int MAX_TAG_LENGTH = 5000;
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

    /** Sets an existing run to {@code RUNNING}; empty if the server does not have it any more. */
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

    /** Logs parameters and tags. MLflow parameters cannot change: changed settings of a resumed run become tags. */
    void describe(Map<String, String> newParameters, Map<String, String> tags) {
        List<Param> missing = new ArrayList<>();
        Map<String, String> allTags = new LinkedHashMap<>(tags);
        newParameters.forEach((name, value) -> {
            String before = parameters.get(name);
            if (before == null) {
                missing.add(Param.newBuilder().setKey(name).setValue(value).build());
            } else if (!before.equals(value)) {
                allTags.put("pixio.changed." + name, value);
            }
        });
        for (int i = 0; i < missing.size(); i += BATCH) {
            client.logBatch(id(), List.of(), missing.subList(i, Math.min(missing.size(), i + BATCH)), List.of());
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
                .setValue(value.substring(0, Math.min(value.length(), MAX_TAG_LENGTH)))
                .build();
    }

    void log(List<TimedStep> steps) {
        List<Metric> metrics = new ArrayList<>();
        for (TimedStep step : steps) {
            for (LoggedMetric metric : LoggedMetric.loggedAt(step.metrics())) {
                metrics.add(Metric.newBuilder()
                        .setKey(metric.name())
                        .setValue(metric.of(step.metrics()))
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
