package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.train.listener.TrainingEvent;
import java.awt.Color;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LivePageTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path temporary;

    private LivePage page;
    private FakeRun fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRun(temporary.resolve("run"), 0);
        page = LivePage.open(0, Duration.ofMillis(200));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    private URI at(String path) {
        return page.url().resolve(path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private JsonNode history() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get("/history").body());
    }

    private void steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            page.onStep(FakeRun.step(step));
        }
    }

    @Test
    void theHistoryContainsEverythingSinceTheStart() throws Exception {
        page.onStart(fake.run());
        steps(1, 50);
        page.onEvent(fake.event(50, TrainingEvent.Kind.SPIKE, "the loss is <b>high</b>", "a.jpg", "b.jpg"));

        JsonNode history = history();

        assertThat(history.at("/run/totalSteps").asLong()).isEqualTo(200);
        assertThat(history.at("/run/name").asString()).isEqualTo("run");
        assertThat(history.at("/curves/loss/x")).hasSize(50);
        assertThat(history.at("/curves/loss/y/3").asDouble()).isEqualTo(1.25);
        assertThat(history.at("/curves/imagesPerSecond/y/0").asDouble()).isEqualTo(400);
        assertThat(history.at("/curves/waitShare/y/0").asDouble()).isEqualTo(0.25);
        assertThat(history.at("/latest/step").asLong()).isEqualTo(50);
        assertThat(history.at("/events/0/message").asString()).isEqualTo("the loss is <b>high</b>");
        assertThat(history.at("/events/0/images")).hasSize(2);
        assertThat(history.has("end")).isFalse();
    }

    @Test
    void aLongHistoryIsThinnedAndPreservesSpikes() throws Exception {
        page.onStart(fake.run());
        for (long step = 1; step <= 20_000; step++) {
            page.onStep(FakeRun.step(step, step == 12_345 ? 99 : 1));
        }

        JsonNode loss = history().at("/curves/loss");

        assertThat(loss.path("x").size()).isBetween(300, 1000);
        assertThat(loss.path("y").valueStream().mapToDouble(JsonNode::asDouble).max())
                .hasValue(99);
    }

    @Test
    void aLossThatIsNotFiniteIsNullInJson() throws Exception {
        page.onStart(fake.run());
        page.onStep(FakeRun.step(1, Double.NaN));
        page.onStep(FakeRun.step(2, Double.POSITIVE_INFINITY));

        JsonNode history = history();

        assertThat(history.at("/curves/loss/y/0").isNull()).isTrue();
        assertThat(history.at("/latest/loss").isNull()).isTrue();
    }

    @Test
    void aResumedRunIncludesItsEarlierHistory() throws Exception {
        FakeRun before = new FakeRun(temporary.resolve("before"), 30);
        StringBuilder lines = new StringBuilder();
        for (int step = 1; step <= 30; step++) {
            lines.append("{\"step\":" + step + ",\"epoch\":0,\"loss\":" + (100 + step)
                    + ",\"learningRate\":0.1,\"gradientNorm\":1,\"pictures\":8,\"seconds\":1,\"waitSeconds\":0,"
                    + "\"picturesPerSecond\":8,\"skipped\":0,\"memoryBytes\":7}\n");
        }
        Files.writeString(before.folder().metrics(), lines);
        Files.writeString(
                before.folder().events(),
                "{\"time\":\"2026-11-24T11:00:00Z\",\"step\":7,\"kind\":\"spike\",\"message\":\"high\",\"pictures\":[]}\n");
        before.draw(20, Color.RED);
        page.onStart(before.run());
        page.onStep(FakeRun.step(31));

        JsonNode history = history();

        assertThat(history.at("/curves/loss/x")).hasSize(31);
        assertThat(history.at("/curves/loss/y/4").asDouble()).isEqualTo(105);
        assertThat(history.at("/events/0/message").asString()).isEqualTo("high");
        assertThat(history.at("/reconstructions/0").asLong()).isEqualTo(20);
    }

    /** The page keeps only some of many events; their count and their numbers must continue that of the file. */
    @Test
    void aResumedRunCountsTheEventsThatItDoesNotKeep() throws Exception {
        FakeRun before = new FakeRun(temporary.resolve("before"), 30);
        String spike =
                "{\"time\":\"2026-11-24T11:00:00Z\",\"step\":7,\"kind\":\"spike\",\"message\":\"high\",\"images\":[]}\n";
        Files.writeString(before.folder().events(), spike.repeat(1000));
        page.onStart(before.run());
        page.onEvent(before.event(31, TrainingEvent.Kind.SPIKE, "higher"));

        JsonNode history = history();

        assertThat(history.at("/eventCount").asLong()).isEqualTo(1001);
        assertThat(history.path("events")
                        .valueStream()
                        .mapToLong(event -> event.path("number").asLong())
                        .max())
                .hasValue(1001);
    }

    @Test
    void aRollbackRemovesLaterMetricsAndReconstructions() throws Exception {
        page.onStart(fake.run());
        steps(1, 10);
        page.onCheckpoint(fake.draw(10, Color.RED));
        steps(11, 20);
        page.onCheckpoint(fake.draw(20, Color.BLUE));
        page.onEvent(fake.event(20, TrainingEvent.Kind.ROLLED_BACK, "back to 10"));
        page.onRewind(10);

        JsonNode history = history();

        assertThat(history.at("/curves/loss/x")).hasSize(10);
        assertThat(history.path("reconstructions").toString()).isEqualTo("[10]");
        assertThat(history.at("/events/0/message").asString()).isEqualTo("back to 10");
        assertThat(get("/reconstructions/20.png").statusCode()).isEqualTo(404);
    }

    @Test
    void reconstructionsAreServed() throws Exception {
        page.onStart(fake.run());
        assertThat(get("/reconstructions/latest.png").statusCode()).isEqualTo(404);
        steps(1, 10);
        page.onCheckpoint(fake.draw(10, Color.RED));
        steps(11, 20);
        page.onCheckpoint(fake.checkpoint(20)); // its reconstructions are written by a later listener
        assertThat(get("/reconstructions").body()).isEqualTo("[10]");
        fake.draw(20, Color.BLUE);
        steps(21, 21);

        HttpResponse<byte[]> latest = client.send(
                HttpRequest.newBuilder(at("/reconstructions/latest.png")).build(), BodyHandlers.ofByteArray());

        assertThat(get("/reconstructions").body()).isEqualTo("[10,20]");
        assertThat(latest.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(latest.body()).isEqualTo(Files.readAllBytes(fake.folder().reconstruction(20)));
        assertThat(get("/reconstructions/10.png").statusCode()).isEqualTo(200);
    }

    @Test
    void deletedReconstructionsAreLeftOut() throws Exception {
        page.onStart(fake.run());
        for (int step = 10; step <= 30; step += 10) {
            steps(step, step);
            page.onCheckpoint(fake.draw(step, Color.RED));
        }
        Files.delete(fake.folder().reconstruction(20));
        steps(40, 40);
        page.onCheckpoint(fake.draw(40, Color.RED));

        assertThat(get("/reconstructions").body()).isEqualTo("[10,30,40]");
        assertThat(get("/reconstructions/20.png").statusCode()).isEqualTo(404);
    }

    @Test
    void planAndReportAreServedOnceTheyExist() throws Exception {
        assertThat(get("/plan").statusCode()).isEqualTo(404);
        page.onStart(fake.run());
        assertThat(get("/plan").body()).contains("recipe: quick");
        assertThat(get("/report").statusCode()).isEqualTo(404);

        Files.writeString(fake.folder().report(), "<!doctype html><p>all of it</p>");

        HttpResponse<String> report = get("/report");
        assertThat(report.body()).contains("all of it");
        assertThat(report.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("sandbox allow-scripts; default-src 'none'");
    }

    @Test
    void theHistoryContainsTheEnd() throws Exception {
        page.onStart(fake.run());
        steps(1, 200);
        page.onEnd(fake.result(200));

        JsonNode end = history().path("end");

        assertThat(end.path("how").asString()).isEqualTo("complete");
        assertThat(end.path("lastLoss").asDouble()).isEqualTo(1.1);
    }

    @Test
    void thePageUsesNoOtherServerAndNoInlineCode() throws Exception {
        HttpResponse<String> html = get("/");

        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self';")
                .doesNotContain("unsafe", "http", "*", "data:");
        assertThat(html.body()).contains("<!doctype html>").doesNotContain("://", " style=", " onload=", " onclick=");
        assertThat(html.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        for (String file :
                List.of("/live.js", "/live.css", "/uplot.js", "/uplot.css", "/charts.js", "/page.css", "/icon.svg")) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
            assertThat(html.body()).contains(file);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../config.yaml",
                "/config.yaml",
                "/reconstructions/../config.yaml",
                "/reconstructions/..%2fconfig.yaml",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/reconstructions/1.png",
                "/reconstructions/99999999999999999999.png",
                "/reconstructions/%00.png",
                "/live.js/",
                "/nothing"
            })
    void unknownPathsAreNotFound(String path) throws Exception {
        page.onStart(fake.run());

        assertThat(status("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n")).isIn("404", "400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: localhost.evil.example:7777",
                "Host: 10.0.0.1",
                "Host:",
                "X: y",
                "Host: localhost\r\nHost: evil.example"
            })
    void otherHostNamesAreRefused(String header) throws Exception {
        page.onStart(fake.run());

        assertThat(status("GET /history HTTP/1.1\r\n" + header + "\r\n")).isIn("403", "400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:7777", "127.0.0.1:9", "[::1]:7777"})
    void loopbackHostNamesAreAcceptedWithAnyPort(String host) throws Exception {
        assertThat(status("GET /history HTTP/1.1\r\nHost: " + host + "\r\n")).isEqualTo("200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void otherMethodsThanGetAndHeadAreRefused(String method) throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(at("/history"))
                        .method(method, HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void headReturnsTheLengthWithoutABody() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(at("/live.css"))
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValueAsLong("Content-Length"))
                .hasValue(get("/live.css").body().getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void theServerListensOnTheLoopbackAddressOnly() throws Exception {
        assertThat(InetAddress.getByName(page.url().getHost()).isLoopbackAddress())
                .isTrue();
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(card.getInetAddresses())) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, page.url().getPort()).close())
                            .as(address.toString())
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void aPortInUseIsReportedInOneLine() {
        int port = page.url().getPort();

        assertThatThrownBy(() -> LivePage.open(port))
                .isInstanceOf(IOException.class)
                .hasMessage("port " + port + " is in use; --ui 0 uses any free port");
        assertThatThrownBy(() -> LivePage.open(70_000)).hasMessage("a port must be from 0 to 65535, not 70000");
    }

    @Test
    void twoRunsUseDifferentDefaultPorts() throws Exception {
        try (LivePage one = LivePage.open();
                LivePage other = LivePage.open()) {
            assertThat(one.url().getPort()).isNotEqualTo(other.url().getPort());
        }
    }

    /** The status of a request that the JDK's client would not send. */
    private String status(String request) throws IOException {
        try (Socket socket = new Socket(page.url().getHost(), page.url().getPort())) {
            socket.getOutputStream()
                    .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return response.split(" ", 3)[1];
        }
    }
}
