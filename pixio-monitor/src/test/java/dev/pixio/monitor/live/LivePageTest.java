package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.train.listener.TrainingEvent;
import java.awt.Color;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class LivePageTest extends LivePageFixture {

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
    void validationsAreThoseThatTheRunHasWritten() throws Exception {
        String first = "{\"step\": 5, \"accuracy\": 0.25, \"loss\": 3}\n";
        Files.writeString(fake.folder().validations(), first);
        page.onStart(fake.run());
        assertThat(history().at("/validations")).hasSize(1);

        Files.writeString(fake.folder().validations(), first + "{\"step\": 9, \"accuracy\": 0.5, \"loss\": 2}\n");
        page.onCheckpoint(fake.checkpoint(9));
        assertThat(history().at("/validations/1").toString())
                .isEqualTo("{\"step\":9,\"name\":\"accuracy\",\"score\":0.5}");

        Files.writeString(fake.folder().validations(), first);
        page.onRewind(7);
        assertThat(history().at("/validations")).hasSize(1);
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
    void featureMapsAreServedBesideReconstructions() throws Exception {
        page.onStart(fake.run());
        steps(1, 10);
        Path drawn = fake.folder().featureMaps().at(10);
        Files.createDirectories(fake.folder().featureMaps().folder());
        Files.copy(fake.folder().reconstruction(fake.draw(9, Color.RED).step()), drawn);
        page.onCheckpoint(fake.draw(10, Color.BLUE));

        HttpResponse<byte[]> features =
                client.send(HttpRequest.newBuilder(at("/features/10.png")).build(), BodyHandlers.ofByteArray());

        assertThat(features.body()).isEqualTo(Files.readAllBytes(drawn));
        assertThat(history().path("features").toString()).isEqualTo("[10]");
        assertThat(history().path("reconstructions").toString()).isEqualTo("[10]");
        assertThat(get("/predictions/10.png").statusCode()).isEqualTo(404);
        assertThat(get("/features/9.png").statusCode()).isEqualTo(404);
    }

    @Test
    void probesAreInTheHistoryUntilARollback() throws Exception {
        Path probes = fake.folder().probes();
        String first = "{\"step\":0,\"knn\":{\"20\":{\"top1\":0.125,\"images\":8}}}\n";
        Files.writeString(probes, first);
        page.onStart(fake.run());
        assertThat(history().path("probes").toString())
                .isEqualTo("[{\"step\":0,\"knn\":0.125,\"miou\":null,\"d1\":null}]");

        Files.writeString(probes, first + "{\"step\":5,\"knn\":{\"20\":{\"top1\":0.25}},\"depth\":{\"d1\":0.5}}\n");
        Files.setLastModifiedTime(probes, FileTime.fromMillis(1000));
        steps(1, 5);
        assertThat(history().at("/probes/1/d1").asDouble()).isEqualTo(0.5);

        page.onRewind(3);
        assertThat(history().path("probes")).hasSize(1);
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
}
