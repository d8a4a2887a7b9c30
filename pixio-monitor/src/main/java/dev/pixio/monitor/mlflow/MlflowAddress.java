package dev.pixio.monitor.mlflow;

import java.net.URI;

/**
 * Where runs are logged to.
 *
 * @param server of the tracking server, such as {@code http://localhost:5000}
 * @param experiment that the runs belong to; it is made if there is none of this name
 */
public record MlflowAddress(URI server, String experiment) {

    /** The experiment of those who name none. */
    public static final String EXPERIMENT = "pixio";

    public MlflowAddress {
        if (!("http".equals(server.getScheme()) || "https".equals(server.getScheme())) || server.getHost() == null) {
            throw new IllegalArgumentException(
                    "MLflow's address must be that of a tracking server, such as http://localhost:5000, not " + server);
        }
        if (server.getRawUserInfo() != null) {
            throw new IllegalArgumentException("MLflow's address must not have a password in it, which logs would show;"
                    + " set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
        }
        if (experiment.isBlank()) {
            throw new IllegalArgumentException("the name of MLflow's experiment must not be empty");
        }
    }

    /** A path on the server. */
    URI resolve(String path) {
        return URI.create(withoutSlash() + path);
    }

    /** The server as text, always the same for the same. */
    String withoutSlash() {
        return server.toString().replaceAll("/+$", "");
    }
}
