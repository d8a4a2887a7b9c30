package dev.pixio.bench.serve;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;

/** Requests to a server, by any thread. */
public final class ServerClient {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    /** A client of a server. */
    public ServerClient(URI server) {
        this.server = server;
    }

    /** The features of an image, as raw numbers, or a refusal. */
    HttpResponse<byte[]> embed(byte[] image) throws IOException, InterruptedException {
        return post("/v1/embed", "application/octet-stream", "application/octet-stream", image);
    }

    /** Any request with a body. */
    HttpResponse<byte[]> post(String path, String type, String accept, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Content-Type", type)
                .header("Accept", accept)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    /** Whether the server answers. */
    boolean isHealthy() throws InterruptedException {
        try {
            return client.send(
                                    HttpRequest.newBuilder(server.resolve("/health"))
                                            .timeout(TIMEOUT)
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A number of the server's metrics, by its name with labels. */
    OptionalDouble metric(String name) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(server.resolve("/metrics"))
                        .timeout(TIMEOUT)
                        .build(),
                BodyHandlers.ofByteArray());
        return new String(response.body(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst();
    }
}
