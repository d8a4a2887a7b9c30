package dev.pixio.bench.study.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows that {@code pixio evaluate --json} wrote.
 *
 * @param description of the protocol, with its train and test images
 * @param encoder metrics of the encoder
 * @param baselines metrics of the other rows, by their names
 */
public record EvaluationRows(
        String description, Map<String, Double> encoder, Map<String, Map<String, Double>> baselines) {

    /** The block, pooling and norm of a row. */
    private static final String FEATURES = "features";

    public EvaluationRows {
        encoder = new LinkedHashMap<>(encoder);
        baselines = new LinkedHashMap<>(baselines);
    }

    /**
     * Reads the evaluation of a protocol.
     *
     * @throws IOException if the file has none
     */
    public static EvaluationRows read(Path file, String protocol) throws IOException {
        try {
            JsonNode report =
                    JsonMapper.shared().readTree(Files.readAllBytes(file)).path(protocol);
            JsonNode rows = report.path("rows");
            if (rows.isEmpty()) {
                throw new IOException(file + " has no rows of " + protocol);
            }
            Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
            for (int i = 1; i < rows.size(); i++) {
                baselines.put(rows.get(i).path("name").asString(), metrics(rows.get(i)));
            }
            String images = "; train " + report.path("train").asString("") + ", test "
                    + report.path("test").asString("");
            return new EvaluationRows(
                    report.path("description").asString("") + images, metrics(rows.get(0)), baselines);
        } catch (JacksonException e) {
            throw new IOException(file + " is not the JSON of an evaluation", e);
        }
    }

    /** The single numbers of the outcomes of a row, which are a list or objects with names, without the number of images. */
    private static Map<String, Double> metrics(JsonNode row) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (JsonNode outcome : row.path("outcomes")) {
            add(metrics, outcome.path("name").asString(""), outcome);
        }
        row.properties().stream()
                .filter(entry -> entry.getValue().isObject() && !entry.getKey().equals(FEATURES))
                .forEach(entry -> add(metrics, entry.getKey(), entry.getValue()));
        return metrics;
    }

    private static void add(Map<String, Double> metrics, String name, JsonNode outcome) {
        outcome.properties().stream()
                .filter(entry -> entry.getValue().isNumber() && !entry.getKey().equals("images"))
                .forEach(entry -> metrics.put(
                        name + " " + entry.getKey(), entry.getValue().asDouble()));
    }
}
