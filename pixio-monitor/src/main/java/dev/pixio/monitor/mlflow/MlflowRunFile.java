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
 * Which run of which server a run's folder is logged to, so that a resumed run goes on with it.
 *
 * @param server its address
 * @param id of the run there
 */
record MlflowRunFile(String server, String id) {

    /** What a folder remembers; nothing if the file is absent or no longer readable. */
    static Optional<MlflowRunFile> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
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
