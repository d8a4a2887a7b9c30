package dev.pixio.monitor.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.mlflow.tracking.creds.MlflowHostCreds;

/** Credentials from the environment variables of MLflow's Python client, which its Java client does not read. */
record MlflowCredentials(
        @Nullable String user,
        @Nullable String password,
        @Nullable String token) {

    static MlflowCredentials fromEnvironment() {
        return new MlflowCredentials(
                System.getenv("MLFLOW_TRACKING_USERNAME"),
                System.getenv("MLFLOW_TRACKING_PASSWORD"),
                System.getenv("MLFLOW_TRACKING_TOKEN"));
    }

    BasicMlflowHostCreds at(MlflowAddress address) {
        return new BasicMlflowHostCreds(address.withoutSlash(), user, password, token, false);
    }

    /** The {@code Authorization} header: user and password if both are set, otherwise the token. */
    static Optional<String> header(MlflowHostCreds credentials) {
        if (credentials.getUsername() != null && credentials.getPassword() != null) {
            byte[] pair =
                    (credentials.getUsername() + ":" + credentials.getPassword()).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return Optional.ofNullable(credentials.getToken()).map(token -> "Bearer " + token);
    }
}
