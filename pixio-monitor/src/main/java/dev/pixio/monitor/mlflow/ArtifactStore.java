package dev.pixio.monitor.mlflow;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mlflow.tracking.creds.MlflowHostCreds;

/**
 * Uploads artifacts to a tracking server that stores them itself, which is the default of {@code mlflow server}. Other
 * artifact stores, such as S3, are not supported: MLflow's Java client writes to them by starting Python.
 */
final class ArtifactStore {

    private static final String SCHEME = "mlflow-artifacts:/";
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    private final HttpClient client = HttpClient.newBuilder()
            // Some Python servers do not understand a request that offers an upgrade to HTTP/2.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final URI folder;
    private final Optional<String> authorization;

    private ArtifactStore(URI folder, Optional<String> authorization) {
        this.folder = folder;
        this.authorization = authorization;
    }

    /**
     * The artifact store of a run; empty if the server does not store artifacts itself.
     *
     * @param runArtifacts artifact URI of the run, such as {@code mlflow-artifacts:/1/3f2e.../artifacts}
     */
    static Optional<ArtifactStore> of(MlflowAddress address, MlflowHostCreds credentials, String runArtifacts) {
        if (!runArtifacts.startsWith(SCHEME) || runArtifacts.startsWith(SCHEME + "/")) {
            return Optional.empty();
        }
        URI folder = address.resolve(PROXY + runArtifacts.substring(SCHEME.length()) + "/");
        return Optional.of(new ArtifactStore(folder, MlflowCredentials.header(credentials)));
    }

    /** Uploads a file if it exists. */
    void upload(Path file, String name) throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(folder.resolve(name))
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofFile(file));
        authorization.ifPresent(value -> request.header("Authorization", value));
        HttpResponse<Void> response = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("the server returned status " + response.statusCode() + " for " + name);
        }
    }
}
