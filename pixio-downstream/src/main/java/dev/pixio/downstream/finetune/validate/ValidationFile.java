package dev.pixio.downstream.finetune.validate;

import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The validations of a run in {@code validation.jsonl}: {@code {"step": 200, "accuracy": 0.81, "loss": 0.6}} in each line.
 *
 * @param path of the file
 */
public record ValidationFile(Path path) {

    private static final String STEP = "step";

    /**
     * A validation of the model after some steps.
     *
     * @param step number of completed optimizer steps
     */
    public record Entry(long step, Validation validation) {}

    /** Writes all validations of a run. */
    void write(List<Entry> entries) throws IOException {
        DurableFile.write(
                path, entries.stream().map(entry -> line(entry) + "\n").collect(Collectors.joining()));
    }

    private static String line(Entry entry) {
        ObjectNode node = JsonMapper.shared().createObjectNode().put(STEP, entry.step);
        entry.validation.measures().forEach(node::put);
        return node.toString();
    }

    /**
     * The validations up to a step, in their order; none if there is no file.
     *
     * @throws IOException in one line, if the file is damaged
     */
    public List<Entry> read(long lastStep) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(path)) {
            return entries;
        }
        for (String line :
                Files.readString(path, StandardCharsets.UTF_8).lines().toList()) {
            try {
                JsonNode node = JsonMapper.shared().readTree(line);
                Map<String, Double> measures = new LinkedHashMap<>();
                node.properties().forEach(measure -> {
                    if (!measure.getKey().equals(STEP)) {
                        measures.put(measure.getKey(), measure.getValue().asDouble());
                    }
                });
                if (node.path(STEP).asLong(Long.MAX_VALUE) <= lastStep) {
                    entries.add(new Entry(node.path(STEP).asLong(), new Validation(measures)));
                }
            } catch (JacksonException | IllegalArgumentException e) {
                throw new IOException(path + " is damaged: '" + line + "' is no validation; delete the file", e);
            }
        }
        return entries;
    }
}
