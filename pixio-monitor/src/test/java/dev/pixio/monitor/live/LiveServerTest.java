package dev.pixio.monitor.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom the server of the live page answers, and with which files. */
@Timeout(60)
class LiveServerTest extends LivePageFixture {

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
