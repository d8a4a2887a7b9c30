package dev.pixio.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.TestImages;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.AccessToken;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ConnectionsTest {

    @TempDir
    Path folder;

    private InferenceServer serve(ServerAccess access, RequestLimits limits) throws Exception {
        return InferenceServer.start(
                ServedWeights.of(TinyModels.encoder(folder)), access, limits, BatchSettings.defaults());
    }

    @Test
    void aSlowSenderIsDisconnectedAndOthersAreAnswered() throws Exception {
        RequestLimits limits = RequestLimits.defaults().withTime(Duration.ofMillis(500));
        try (InferenceServer server = serve(ServerAccess.loopback(0), limits);
                RawConnection slowHead = RawConnection.of(server.url());
                RawConnection slowBody = RawConnection.of(server.url())) {
            slowHead.send("POST /v1/embed HT");
            slowBody.send("POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");

            HttpResponse<byte[]> other = new Client(server.url()).get("/health");

            assertThat(other.statusCode()).isEqualTo(200);
            assertThat(slowHead.response()).isEmpty();
            assertThat(slowBody.response()).isEmpty();
            assertThat(new Client(server.url()).get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatEndsEarlyHarmsNobody() throws Exception {
        try (InferenceServer server = serve(ServerAccess.loopback(0), RequestLimits.defaults())) {
            try (RawConnection cut = RawConnection.of(server.url())) {
                cut.send("POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")
                        .end();
                assertThat(cut.response()).doesNotContain(" 200 ", " 500 ");
            }
            assertThat(new Client(server.url())
                            .post("/v1/embed", "image/png", TestImages.encode(TestImages.gradient(9, 9), "png"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** The connections of earlier tests in this JVM have set the limit of the JDK's server, 128. */
    @Test
    void brokenConnectionsAreNotCountedForEver() throws Exception {
        try (InferenceServer server = serve(ServerAccess.loopback(0), RequestLimits.defaults())) {
            for (int i = 0; i < 150; i++) {
                try (RawConnection cut = RawConnection.of(server.url())) {
                    cut.send("POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc")
                            .end();
                    cut.response();
                }
            }
            assertThat(new Client(server.url()).get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTokenIsRequiredForAllButHealth() throws Exception {
        AccessToken token = AccessToken.generate();
        try (InferenceServer server =
                serve(new ServerAccess("127.0.0.1", 0, Optional.of(token)), RequestLimits.defaults())) {
            Client client = new Client(server.url());
            for (String path : new String[] {"/v1/model", "/metrics", "/openapi.json"}) {
                HttpResponse<byte[]> without = client.get(path);
                assertThat(without.statusCode()).as(path).isEqualTo(401);
                assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
                assertThat(status(client, path, "Bearer " + token.secret() + "x"))
                        .isEqualTo(401);
                assertThat(status(client, path, "Basic " + token.secret())).isEqualTo(401);
                assertThat(status(client, path, "Bearer " + token.secret())).isEqualTo(200);
            }
            assertThat(client.get("/health").statusCode()).isEqualTo(200);
            assertThat(client.get("/ready").statusCode()).isEqualTo(200);
            assertThat(client.get("/metrics?token=" + token.secret()).statusCode())
                    .isEqualTo(401);
        }
    }

    private static int status(Client client, String path, String authorization) throws Exception {
        return client.send(client.request(path).header("Authorization", authorization))
                .statusCode();
    }

    @Test
    void metricsNameEndpointsAndNothingOfClients() throws Exception {
        try (InferenceServer server = serve(ServerAccess.loopback(0), RequestLimits.defaults())) {
            Client client = new Client(server.url());
            client.get("/health");
            client.get("/some/secret?name=x");

            // A request is counted when its response was sent.
            String metrics = Client.text(client.get("/metrics"));
            while (!metrics.contains("pixio_request_duration_seconds_count{path=\"other\"} 1\n")
                    || !metrics.contains("pixio_request_duration_seconds_count{path=\"/health\"} 1\n")) {
                metrics = Client.text(client.get("/metrics"));
            }

            assertThat(metrics)
                    .contains("# TYPE pixio_requests_total counter\n")
                    .contains("pixio_requests_total{path=\"/health\",status=\"200\"} 1.0\n")
                    .contains("pixio_requests_total{path=\"other\",status=\"404\"} 1.0\n")
                    .contains("pixio_request_duration_seconds_bucket{path=\"/health\",le=\"+Inf\"} 1\n")
                    .containsPattern("pixio_requests_active [12]\\.0\n")
                    .doesNotContain("secret");
        }
    }
}
