package dev.pixio.eval.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Comparisons as JSON: one object a protocol, {@code {"knn": {...}, "linear": {...}}}. Shares are 0 to 1.
 *
 * @param path of the file
 */
public record EvaluationFile(Path path) {

    /** Adds a comparison, or replaces the one of the same protocol. What else is in the file stays. */
    public void put(EvaluationReport report) throws IOException {
        ObjectNode whole = existing();
        whole.set(report.protocol(), json(report));
        Path part = path.resolveSibling(path.getFileName() + ".part");
        Files.writeString(
                part, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n");
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A file that is not ours to read is one to begin anew: it holds nothing that cannot be computed again. */
    private ObjectNode existing() throws IOException {
        try {
            if (Files.isRegularFile(path)) {
                JsonNode there = JsonMapper.shared().readTree(Files.readString(path));
                if (there instanceof ObjectNode object) {
                    return object;
                }
            }
        } catch (JacksonException damaged) {
            return JsonMapper.shared().createObjectNode();
        }
        return JsonMapper.shared().createObjectNode();
    }

    /** One comparison. */
    public static ObjectNode json(EvaluationReport report) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("protocol", report.protocol());
        node.put("description", report.description());
        node.put("train", report.train());
        node.put("test", report.test());
        node.put("classes", report.classes());
        ArrayNode rows = node.putArray("rows");
        report.standings().forEach(standing -> rows.add(json(standing)));
        ArrayNode notes = node.putArray("notes");
        report.notes().forEach(notes::add);
        return node;
    }

    private static ObjectNode json(Standing standing) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", standing.name());
        node.put("dimension", standing.dimension());
        node.put("embedded", standing.embedded());
        node.put("seconds", standing.seconds());
        node.put("picturesPerSecond", standing.picturesPerSecond());
        ArrayNode outcomes = node.putArray("outcomes");
        standing.outcomes().forEach(outcome -> outcomes.add(json(outcome)));
        return node;
    }

    private static ObjectNode json(Outcome outcome) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", outcome.name());
        node.put("pictures", outcome.top1().pictures());
        node.put("top1", outcome.top1().share());
        node.putArray("top1Interval95")
                .add(outcome.top1().low())
                .add(outcome.top1().high());
        node.put("top5", outcome.top5().share());
        ObjectNode classes = node.putObject("byClass");
        outcome.byClass().forEach((name, accuracy) -> classes.put(name, accuracy.share()));
        ArrayNode confusions = node.putArray("confusions");
        outcome.confusions()
                .forEach(confusion -> confusions
                        .addObject()
                        .put("shown", confusion.shown())
                        .put("said", confusion.said())
                        .put("pictures", confusion.pictures()));
        return node;
    }
}
