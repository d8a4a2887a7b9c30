package dev.pixio.monitor.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A run with working, slow, failing and absent servers. */
@Timeout(120)
class MlflowListenerTest {

    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir
    private Path temporary;

    private final Warnings warnings = new Warnings();
    private FakeServer server;
    private TrainingRun run;
    private RunFolder folder;

    @BeforeEach
    void begin() throws IOException {
        server = new FakeServer();
        run = TinyRun.in(temporary.resolve("mine"), 0);
        folder = run.folder();
        PlanFile.write(folder.config(), run.plan());
    }

    @AfterEach
    void end() {
        server.close();
        warnings.close();
    }

    private static void train(MlflowListener listener, TrainingRun run, long steps) {
        listener.onStart(run);
        for (long step = run.firstStep() + 1; step <= run.firstStep() + steps; step++) {
            listener.onStep(TinyRun.step(step, 1.0 / step));
        }
    }

    private static Long[] steps(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toArray(Long[]::new);
    }

    private String lastStatus() {
        List<FakeServer.Request> updates = server.accepted("/runs/update");
        return FakeServer.json(updates.get(updates.size() - 1)).path("status").asString();
    }

    @Test
    void aRunIsSentWithinTheLimitsOfMlflowWithItsFilesAndItsEnd() throws IOException {
        Files.writeString(folder.report(), "report");
        Files.writeString(folder.reconstruction(250), "image");
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 250);
            listener.onCheckpoint(TinyRun.checkpoint(folder, 250));
            listener.onEnd(TinyRun.end(folder, 250, TrainingResult.Ending.COMPLETE));
        }

        assertThat(server.steps()).containsExactly(steps(1, 250));
        assertThat(server.accepted("/runs/log-batch")).allSatisfy(request -> {
            JsonNode batch = FakeServer.json(request);
            assertThat(batch.path("metrics").size()).isLessThanOrEqualTo(1000);
            assertThat(batch.path("params").size() + batch.path("tags").size()).isLessThanOrEqualTo(100);
        });
        assertThat(server.requests)
                .filteredOn(request -> request.method().equals("PUT"))
                .extracting(FakeServer.Request::path)
                .containsExactlyInAnyOrder(
                        "/api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/config.yaml",
                        "/api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/report.html",
                        "/api/2.0/mlflow-artifacts/artifacts/7/r1/artifacts/reconstructions/step-250.png");
        assertThat(lastStatus()).isEqualTo("FINISHED");
        assertThat(warnings.all()).isEmpty();
    }

    @Test
    void aStoppedRunIsKilledAndAnInterruptedOneHasFailed() throws IOException {
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 1);
            listener.onEnd(TinyRun.end(folder, 1, TrainingResult.Ending.STOPPED));
        }
        assertThat(lastStatus()).isEqualTo("KILLED");

        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 1);
        }
        assertThat(lastStatus()).isEqualTo("FAILED");
    }

    @Test
    void aResumedRunContinuesTheSameMlflowRunAndLogsChangedSettings() throws IOException {
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 2);
        }
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, TinyRun.in(folder.path(), 2), 2);
        }

        assertThat(server.accepted("/runs/create")).hasSize(1);
        assertThat(server.steps()).containsExactly(steps(1, 4));
        String batches = server.accepted("/runs/log-batch").stream()
                .map(FakeServer.Request::body)
                .reduce("", String::concat);
        assertThat(batches)
                .contains("pixio.resumed", "after step 2")
                .contains("pixio.changed.batchSize") // differs from the value on the server
                .doesNotContain("pixio.changed.recipe");
    }

    @Test
    void afterAnOutageTheServerReceivesAllSteps() throws Exception {
        server.errorStatus = request -> 500;
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 120);
            while (warnings.all().isEmpty()) {
                Thread.sleep(10);
            }
            server.errorStatus = request -> 0;
            listener.onEnd(TinyRun.end(folder, 120, TrainingResult.Ending.COMPLETE));
        }

        assertThat(server.steps()).containsExactly(steps(1, 120));
        assertThat(lastStatus()).isEqualTo("FINISHED");
        assertThat(warnings.all()).hasSize(2);
        assertThat(warnings.all().get(0)).contains("500", "training continues");
        assertThat(warnings.all().get(1)).contains("is available again");
    }

    @Test
    void eachOutageAndEachRecoveryIsReportedOnce() throws Exception {
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 1);
            for (int outage = 1; outage <= 2; outage++) {
                server.errorStatus = request -> 500;
                listener.onStep(TinyRun.step(2L * outage, 1));
                awaitWarnings(2 * outage - 1);
                Thread.sleep(100); // several failing attempts, which are not reported
                server.errorStatus = request -> 0;
                awaitWarnings(2 * outage);
            }
            listener.onEnd(TinyRun.end(folder, 4, TrainingResult.Ending.COMPLETE));
        }

        assertThat(warnings.all()).hasSize(4);
        assertThat(warnings.all()).element(0).asString().contains("is unavailable");
        assertThat(warnings.all()).element(1).asString().contains("is available again");
        assertThat(warnings.all()).element(2).asString().contains("is unavailable");
        assertThat(warnings.all()).element(3).asString().contains("is available again");
    }

    private void awaitWarnings(int count) throws InterruptedException {
        while (warnings.all().size() < count) {
            Thread.sleep(5);
        }
    }

    @Test
    void theEndOfARunIsSentAgainAfterAShortOutage() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        server.errorStatus = request ->
                request.isFor("/runs/update") && request.body().contains("FINISHED") && refused.incrementAndGet() <= 1
                        ? 404 // the client itself repeats requests that fail with 500
                        : 0;
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 3);
            listener.onEnd(TinyRun.end(folder, 3, TrainingResult.Ending.COMPLETE));
        }

        server.errorStatus = request -> 0;
        assertThat(lastStatus()).isEqualTo("FINISHED");
        assertThat(server.steps()).containsExactly(steps(1, 3));
    }

    @Test
    void anAbsentServerIsReportedOnceAndDelaysNothing() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        MlflowAddress absent = new MlflowAddress(URI.create("http://127.0.0.1:" + closedPort), "pixio");
        try (MlflowListener listener = new MlflowListener(absent, OFTEN, LONG)) {
            train(listener, run, 1000);
            listener.onEnd(TinyRun.end(folder, 1000, TrainingResult.Ending.COMPLETE));
        }

        assertThat(warnings.all())
                .singleElement()
                .asString()
                .startsWith("MLflow at http://127.0.0.1:" + closedPort + " is unavailable (")
                .contains("refused");
        assertThat(folder.mlflow()).doesNotExist();
    }

    @Test
    void aServerThatNeverRespondsIsAbandonedAfterATimeout() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        server.errorStatus = request -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        };
        MlflowListener listener = new MlflowListener(server.address(), OFTEN, Duration.ofMillis(300));
        train(listener, run, 1000);
        listener.close();
        never.countDown();

        assertThat(warnings.all()).singleElement().asString().contains("did not accept the end of the run");
    }

    @Test
    void rejectedMetricsAreCountedAndDoNotBlockOthers() throws IOException {
        server.errorStatus =
                request -> request.isFor("/runs/log-batch") && request.body().contains("\"step\": \"1\"") ? 400 : 0;
        try (MlflowListener listener = new MlflowListener(server.address(), LONG, LONG)) {
            train(listener, run, 150);
            listener.onEnd(TinyRun.end(folder, 150, TrainingResult.Ending.COMPLETE));
        }

        long accepted = server.steps().size();
        assertThat(accepted).isBetween(50L, 149L);
        assertThat(lastStatus()).isEqualTo("FINISHED");
        assertThat(warnings.all()).singleElement().asString().contains("lacks " + (150 - accepted) + " steps");
    }

    @Test
    void rejectedFilesDoNotBlockMetricsAndTheEnd() throws IOException {
        server.errorStatus = request -> request.method().equals("PUT") ? 503 : 0;
        try (MlflowListener listener = new MlflowListener(server.address(), OFTEN, LONG)) {
            train(listener, run, 3);
            listener.onEnd(TinyRun.end(folder, 3, TrainingResult.Ending.COMPLETE));
        }

        assertThat(server.steps()).containsExactly(steps(1, 3));
        assertThat(lastStatus()).isEqualTo("FINISHED");
        assertThat(warnings.all())
                .singleElement()
                .isEqualTo("MLflow did not accept config.yaml: the server returned status 503 for config.yaml");
    }
}
