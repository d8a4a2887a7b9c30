package dev.pixio.serve.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebServerTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void anEndpointThatCannotReadItsFilesIsAnsweredWithAnError() throws Exception {
        BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
        Endpoint damaged = new Endpoint("GET", "/damaged", Endpoint.Access.PUBLIC, request -> {
            throw new IOException("/secret/index: damaged");
        });
        try (WebServer server = WebServer.start(
                ServerAccess.loopback(0),
                List.of(damaged),
                RequestLimits.defaults(),
                (path, status, time) -> statuses.add(status))) {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(server.url().resolve("/damaged")).build(), BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body())
                    .isEqualTo("{\"error\":\"internal error; the log of the server has its reason\"}\n");
            assertThat(statuses.poll(60, TimeUnit.SECONDS)).isEqualTo(500);
        }
    }

    @Test
    void onlyHostsThatAreAnsweredWithoutATokenNeedNone() {
        for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "::1")) {
            assertThat(ServerAccess.isLoopback(host)).as(host).isTrue();
        }
        for (String host : List.of("127.0.0.2", "127.0.1.1", "0.0.0.0", "::")) {
            assertThat(ServerAccess.isLoopback(host)).as(host).isFalse();
            assertThatThrownBy(() -> new ServerAccess(host, 0, Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("only localhost, 127.0.0.1 and ::1 are served without a token: requests to " + host
                            + " need one");
        }
    }
}
