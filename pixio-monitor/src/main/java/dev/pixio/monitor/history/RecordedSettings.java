package dev.pixio.monitor.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The settings in the {@code config.yaml} of a run, for display and comparison. Unknown and missing settings, as in files of
 * other versions, are not errors.
 *
 * @param text the whole file
 * @param values by path, such as {@code model.encoder.width}, in file order; empty if the file is not valid YAML
 */
public record RecordedSettings(String text, Map<String, String> values) {

    private static final YAMLMapper YAML = YAMLMapper.builder().build();

    public RecordedSettings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static RecordedSettings read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // a damaged file is shown as it is
        Map<String, String> values = new LinkedHashMap<>();
        try {
            collect("", YAML.readTree(text), values);
        } catch (JacksonException damaged) {
            values.clear();
        }
        return new RecordedSettings(text, values);
    }

    private static void collect(String path, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            node.propertyStream()
                    .forEach(entry -> collect(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), values));
        } else if (!path.isEmpty()) {
            values.put(path, node.isString() ? node.asString() : node.toString());
        }
    }

    /** The subcommand that makes runs of these settings: {@code pretrain}, unless they have a teacher or a task. */
    public String command() {
        String task = value("task");
        if (!task.isEmpty()) {
            return "finetune " + task;
        }
        return value("teacher").isEmpty() ? "pretrain" : "distill";
    }

    /** A value, or the empty string if it is not set. */
    public String value(String path) {
        return values.getOrDefault(path, "");
    }

    /** A value as an integer, or 0 if it is not one. */
    public long number(String path) {
        try {
            return Long.parseLong(value(path));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
