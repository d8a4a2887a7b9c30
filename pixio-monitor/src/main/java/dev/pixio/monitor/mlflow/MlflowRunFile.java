package dev.pixio.monitor.mlflow;

import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code mlflow.json}: the MLflow run of a run folder, so that a resumed run continues it.
 *
 * @param server address of the tracking server
 * @param id ID of the MLflow run
 */
record MlflowRunFile(String server, String id) {

    /** Reads the file; empty if it is absent or damaged. */
    static Optional<MlflowRunFile> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readAllBytes(file));
            String server = json.path("server").asString("");
            String id = json.path("runId").asString("");
            return id.isEmpty() ? Optional.empty() : Optional.of(new MlflowRunFile(server, id));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        String json = JsonMapper.shared()
                .createObjectNode()
                .put("server", server)
                .put("runId", id)
                .toString();
        DurableFile.write(file, json + "\n");
    }
}
