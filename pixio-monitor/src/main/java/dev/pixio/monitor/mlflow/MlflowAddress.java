package dev.pixio.monitor.mlflow;

import java.net.URI;

/**
 * A tracking server and an experiment.
 *
 * @param server address of the tracking server, such as {@code http://localhost:5000}
 * @param experiment name of the experiment, which is created if it does not exist
 */
public record MlflowAddress(URI server, String experiment) {

    /** The default experiment. */
    public static final String DEFAULT_EXPERIMENT = "pixio";

    public MlflowAddress {
        if (!("http".equals(server.getScheme()) || "https".equals(server.getScheme())) || server.getHost() == null) {
            throw new IllegalArgumentException(
                    "the MLflow address must be that of a tracking server, such as http://localhost:5000, not "
                            + server);
        }
        if (server.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the MLflow address must not contain a password, because logs would show it;"
                            + " set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
        }
        if (experiment.isBlank()) {
            throw new IllegalArgumentException("the name of the MLflow experiment must not be empty");
        }
    }

    /** A path on the server. */
    URI resolve(String path) {
        return URI.create(withoutSlash() + path);
    }

    /** The address without trailing slashes. */
    String withoutSlash() {
        return server.toString().replaceAll("/+$", "");
    }
}
