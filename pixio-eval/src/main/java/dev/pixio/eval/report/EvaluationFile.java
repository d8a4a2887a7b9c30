package dev.pixio.eval.report;

import dev.pixio.io.DurableFile;
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
 * Comparisons as JSON: one object a protocol, {@code {"knn": {...}, "linear": {...}}}. Shares are 0 to 1. A row of an encoder
 * has what was taken from it under {@code features}: {@code pooling}, {@code block} from 1, and {@code norm}.
 *
 * @param path of the file
 */
public record EvaluationFile(Path path) {

    /**
     * Adds a comparison, or replaces the one of the same protocol. What else is in the file stays.
     *
     * @throws IOException if there is a file that does not hold comparisons; it is left as it is
     */
    public void put(EvaluationReport report) throws IOException {
        ObjectNode whole = existing();
        whole.set(report.protocol(), json(report));
        DurableFile.write(
                path, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n");
    }

    /**
     * Whether {@link #put} would write there, to be asked before hours of work end in an error, or in the loss of a file that
     * is somebody else's.
     *
     * @throws IOException that says why not
     */
    public void requireWritable() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + " for " + path.getFileName());
        }
        existing();
    }

    /** What is in the file already: nothing, or comparisons. */
    private ObjectNode existing() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return JsonMapper.shared().createObjectNode();
        }
        // A device or a link would be replaced by the file, and not written to.
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is there already and is no file of evaluations; choose another");
        }
        if (Files.size(path) == 0) {
            return JsonMapper.shared().createObjectNode();
        }
        try (InputStream in = Files.newInputStream(path)) {
            if (JsonMapper.shared().readTree(in) instanceof ObjectNode object && isOurs(object)) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IOException(notOurs(), e);
        }
        throw new IOException(notOurs());
    }

    private String notOurs() {
        return path + " is there already and does not hold evaluations; choose another, or remove it";
    }

    /** Any comparison will do: what else somebody has put beside it stays. */
    private static boolean isOurs(ObjectNode whole) {
        return whole.isEmpty()
                || whole.propertyStream()
                        .anyMatch(entry -> entry.getKey()
                                .equals(entry.getValue().path("protocol").asString("")));
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
        report.rows().forEach(row -> rows.add(json(row)));
        ArrayNode notes = node.putArray("notes");
        report.notes().forEach(notes::add);
        return node;
    }

    private static ObjectNode json(EvaluationRow row) {
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
        ArrayNode results = node.putArray("outcomes");
        row.results().forEach(result -> results.add(json(result)));
        return node;
    }

    private static ObjectNode json(ClassificationResult result) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", result.name());
        node.put("images", result.top1().images());
        node.put("top1", result.top1().share());
        node.putArray("top1Interval95")
                .add(result.top1().low())
                .add(result.top1().high());
        node.put("top5", result.top5().share());
        ObjectNode classes = node.putObject("byClass");
        result.byClass().forEach((name, accuracy) -> classes.put(name, accuracy.share()));
        ArrayNode confusions = node.putArray("confusions");
        result.confusions()
                .forEach(confusion -> confusions
                        .addObject()
                        .put("actual", confusion.actual())
                        .put("predicted", confusion.predicted())
                        .put("images", confusion.images()));
        return node;
    }
}
