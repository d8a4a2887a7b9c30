package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.tracking.MlflowClient;

/** Logs a run to MLflow's own server; skipped if it is not installed. */
class RealServerTest {

    @TempDir
    private Path temporary;

    private MlflowListener listener(RealServer server) {
        return new MlflowListener(server.address(), Duration.ofSeconds(1), Duration.ofMinutes(2));
    }

    @Test
    void aRunAndItsResumeAreOneMlflowRun() throws Exception {
        Path home = Files.createDirectory(temporary.resolve("server"));
        try (RealServer server = RealServer.start(home);
                Warnings warnings = new Warnings();
                MlflowClient client = new MlflowClient(server.address().withoutSlash())) {
            TrainingRun run = TinyRun.in(temporary.resolve("mine"), 0);
            RunFolder folder = run.folder();
            PlanFile.write(folder.config(), run.plan());
            try (MlflowListener listener = listener(server)) {
                listener.onStart(run);
                for (long step = 1; step <= 230; step++) {
                    listener.onStep(TinyRun.step(step, step == 7 ? Double.NaN : 1.0 / step));
                }
            }
            String id = MlflowRunFile.read(folder.mlflow()).orElseThrow().id();
            assertThat(client.getRun(id).getInfo().getStatus()).isEqualTo(RunStatus.FAILED);

            Files.writeString(folder.reconstruction(232), "image");
            try (MlflowListener listener = listener(server)) {
                listener.onStart(TinyRun.in(folder.path(), 229));
                listener.onStep(TinyRun.step(230, 1.0 / 230));
                listener.onStep(TinyRun.step(231, 0.5));
                listener.onStep(TinyRun.step(232, Double.POSITIVE_INFINITY));
                listener.onCheckpoint(TinyRun.checkpoint(folder, 232));
                listener.onEnd(TinyRun.end(folder, 232, TrainingResult.Ending.COMPLETE));
            }

            assertThat(warnings.all()).isEmpty();
            List<String> experiment = List.of(client.getRun(id).getInfo().getExperimentId());
            assertThat(client.searchRuns(experiment, "", Service.ViewType.ALL, 10)
                            .getItems())
                    .extracting(item -> item.getInfo().getRunId())
                    .containsExactly(id);
            holds(client.getRun(id), folder);
            losses(client.getMetricHistory(id, "train/loss"));
            files(server, client.getRun(id).getInfo(), folder);
        }
    }

    private static void holds(Service.Run run, RunFolder folder) {
        assertThat(run.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.getInfo().getRunName()).isEqualTo("mine");
        Map<String, String> parameters = run.getData().getParamsList().stream()
                .collect(Collectors.toMap(Service.Param::getKey, Service.Param::getValue));
        assertThat(parameters).isEqualTo(PlanParameters.of(TinyRun.plan().build()));
        Map<String, String> tags = run.getData().getTagsList().stream()
                .collect(Collectors.toMap(Service.RunTag::getKey, Service.RunTag::getValue));
        assertThat(tags)
                .containsEntry("pixio.recipe", "quick")
                .containsEntry("pixio.resumed", "after step 229")
                .containsEntry("pixio.folder", folder.path().toString())
                .containsKeys("pixio.version", "pixio.host");
        assertThat(run.getData().getMetricsList()).extracting(Metric::getKey).hasSize(7);
    }

    private static void losses(List<Metric> history) {
        assertThat(history)
                .extracting(Metric::getStep)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.concat(LongStream.rangeClosed(1, 230), LongStream.rangeClosed(230, 232))
                                .boxed()
                                .toList()); // MLflow deletes nothing: step 230 was logged twice
        assertThat(history).allSatisfy(metric -> {
            if (metric.getStep() == 7) {
                assertThat(metric.getValue()).isNaN();
            } else if (metric.getStep() <= 230) {
                assertThat(metric.getValue()).isEqualTo(1.0 / metric.getStep());
            }
        });
    }

    private static void files(RealServer server, Service.RunInfo info, RunFolder folder) throws Exception {
        for (String name : List.of("config.yaml", "reconstructions/step-232.png")) {
            String path = info.getArtifactUri().replace("mlflow-artifacts:", "/api/2.0/mlflow-artifacts/artifacts");
            assertThat(server.get(path + "/" + name).body())
                    .isEqualTo(Files.readAllBytes(folder.path().resolve(name)));
        }
    }
}
