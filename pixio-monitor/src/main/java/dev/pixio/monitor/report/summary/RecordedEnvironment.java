package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.RunHistory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a run ran, as {@link EnvironmentFile} wrote it down.
 *
 * @param starts of the run, the first and each time that it went on; none if nothing was written down
 */
public record RecordedEnvironment(List<JsonNode> starts) {

    public static RecordedEnvironment of(RunHistory history) throws IOException {
        return new RecordedEnvironment(history.environment()
                .map(file -> file.path("starts").valueStream().toList())
                .orElse(List.of()));
    }

    private JsonNode last() {
        return starts.isEmpty() ? JsonMapper.shared().createObjectNode() : starts.get(starts.size() - 1);
    }

    public long totalSteps() {
        return last().path("run").path("totalSteps").asLong(0);
    }

    public long stepsPerEpoch() {
        JsonNode run = last().path("run");
        return run.path(run.has("stepsPerEpoch") ? "stepsPerEpoch" : "stepsAnEpoch")
                .asLong(0); // the latter in earlier files
    }

    /** What the last start has of a kind, such as {@code machine}, as names and values for people. */
    public Map<String, String> values(String kind) {
        Map<String, String> values = new LinkedHashMap<>();
        last().path(kind)
                .propertyStream()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asString("")));
        return values;
    }
}
