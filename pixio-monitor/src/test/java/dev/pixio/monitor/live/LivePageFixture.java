package dev.pixio.monitor.live;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open live page, and a client for it. */
abstract class LivePageFixture {

    final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path temporary;

    LivePage page;
    FakeRun fake;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeRun(temporary.resolve("run"), 0);
        page = LivePage.open(0, Duration.ofMillis(200));
    }

    @AfterEach
    void stop() {
        page.close();
    }

    URI at(String path) {
        return page.url().resolve(path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }
}
