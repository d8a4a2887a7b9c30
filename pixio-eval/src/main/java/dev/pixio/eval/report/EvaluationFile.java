package dev.pixio.eval.report;

import dev.pixio.io.DurableFile;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Evaluations as JSON: one object per protocol, {@code {"knn": {...}, "linear": {...}}}. Accuracies are 0 to 1. The row
 * of an encoder has an object {@code features} with {@code pooling}, {@code block} from 1, and {@code norm}; each protocol
 * adds its results to the rows.
 *
 * @param path of the file
 */
public record EvaluationFile(Path path) {

    /**
     * Adds an evaluation, or replaces the one of the same protocol. Other content of the file is preserved.
     *
     * @throws IOException if the file exists and does not hold evaluations; it is not changed
     */
    public void put(EvaluationReport<?> report) throws IOException {
        ObjectNode whole = existing();
        whole.set(report.protocol(), json(report));
        OutputFile.createFolderOf(path);
        DurableFile.write(
                path, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n");
    }

    /**
     * Checks that {@link #put} could write the file. Called before a long evaluation, so that it does not end with an
     * error.
     *
     * @throws IOException with the reason if it could not
     */
    public void requireWritable() throws IOException {
        OutputFile.requireFolderOf(path);
        existing();
    }

    /** The current content of the file: empty, or evaluations. */
    private ObjectNode existing() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return JsonMapper.shared().createObjectNode();
        }
        // A device or a link would be replaced by the file, and not written to.
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " already exists and is not a file of evaluations; choose another name");
        }
        if (Files.size(path) == 0) {
            return JsonMapper.shared().createObjectNode();
        }
        try (InputStream in = Files.newInputStream(path)) {
            if (JsonMapper.shared().readTree(in) instanceof ObjectNode object && holdsEvaluations(object)) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IOException(noEvaluations(), e);
        }
        throw new IOException(noEvaluations());
    }

    private String noEvaluations() {
        return path + " already exists and does not hold evaluations; choose another name, or remove it";
    }

    /** Whether the file has at least one evaluation; other entries are preserved. */
    private static boolean holdsEvaluations(ObjectNode whole) {
        return whole.isEmpty()
                || whole.propertyStream()
                        .anyMatch(entry -> entry.getKey()
                                .equals(entry.getValue().path("protocol").asString("")));
    }

    /** An evaluation as JSON. */
    public static ObjectNode json(EvaluationReport<?> report) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("protocol", report.protocol());
        node.put("description", report.description());
        node.put("train", report.train());
        node.put("test", report.test());
        node.put("classes", report.classes());
        ArrayNode rows = node.putArray("rows");
        report.rows().forEach(row -> rows.add(json(row)));
        ArrayNode notes = node.putArray("notes");
        report.notes().forEach(notes::add);
        return node;
    }

    private static ObjectNode json(ReportRow row) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", row.name());
        row.choice()
                .ifPresent(choice -> node.putObject("features")
                        .put("pooling", choice.pooling().toString())
                        .put("block", choice.block())
                        .put("norm", choice.norm().id()));
        node.put("dimension", row.dimension());
        node.put("embedded", row.embedded());
        node.put("seconds", row.seconds());
        node.put("imagesPerSecond", row.imagesPerSecond());
        row.addResults(node);
        return node;
    }
}
