package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.RunHistory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of {@code environment.json}, written by {@link EnvironmentFile}.
 *
 * @param starts one entry for the start and for each resume; empty if the file is absent
 */
public record RecordedEnvironment(List<JsonNode> starts) {

    /** Reads the environment of a run. */
    public static RecordedEnvironment of(RunHistory history) throws IOException {
        return new RecordedEnvironment(history.environment()
                .map(file -> file.path("starts").valueStream().toList())
                .orElse(List.of()));
    }

    private JsonNode last() {
        return starts.isEmpty() ? JsonMapper.shared().createObjectNode() : starts.get(starts.size() - 1);
    }

    /** Number of steps of the whole run; 0 if unknown. */
    public long totalSteps() {
        return last().path("run").path("totalSteps").asLong(0);
    }

    /** Number of steps per epoch; 0 if unknown. */
    public long stepsPerEpoch() {
        JsonNode run = last().path("run");
        return run.path(run.has("stepsPerEpoch") ? "stepsPerEpoch" : "stepsAnEpoch")
                .asLong(0); // the latter in earlier versions
    }

    /** Names and values of the last start in a group, such as {@code machine}. */
    public Map<String, String> values(String kind) {
        Map<String, String> values = new LinkedHashMap<>();
        last().path(kind)
                .propertyStream()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asString("")));
        return values;
    }
}
