package dev.pixio.eval.probe;

import dev.pixio.eval.report.Accuracy;
import dev.pixio.eval.report.ClassificationResult;
import dev.pixio.io.DurableFile;
import dev.pixio.model.Encoder.FinalNorm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file {@code probe.jsonl}. Each line is a probe: {@code {"step": 8, "norm": "after", "seconds": 1.5, "knn": {"10":
 * {"top1": 0.31, "top5": 0.7, "images": 300}, ...}}}, with {@code "segmentation": {"miou": 0.14, "regionMiou": 0.65,
 * "accuracy": 0.69}, "depth": {"d1": 0.48, "rmseLog": 0.38}}, each if it is probed, too.
 */
record ProbeFile(Path path) {

    private static final String NAME = "k = ";
    private static final String SEGMENTATION = "segmentation";
    private static final String DEPTH = "depth";

    /** The norm of lines without one: earlier versions used features before the norm. */
    private static final String UNNAMED_NORM = "before";

    /** Writes all probes of a run to the file. */
    void write(List<Probe> probes) throws IOException {
        DurableFile.write(path, probes.stream().map(probe -> line(probe) + "\n").collect(Collectors.joining()));
    }

    private static String line(Probe probe) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("step", probe.step());
        node.put("norm", probe.norm().id());
        node.put("seconds", Math.round(probe.seconds() * 1e3) / 1e3);
        ObjectNode knn = node.putObject("knn");
        probe.results()
                .forEach(result -> knn.putObject(result.name().replace(NAME, ""))
                        .put("top1", result.top1().share())
                        .put("top5", result.top5().share())
                        .put("images", result.top1().images()));
        probe.dense().ifPresent(dense -> {
            dense.segmentation()
                    .ifPresent(found -> node.putObject(SEGMENTATION)
                            .put("miou", found.meanIou())
                            .put("regionMiou", found.regionIou())
                            .put("accuracy", found.accuracy()));
            dense.depth()
                    .ifPresent(
                            found -> node.putObject(DEPTH).put("d1", found.d1()).put("rmseLog", found.logError()));
        });
        return node.toString();
    }

    /** Reads the probes up to a step. Lines contain accuracies only, no confusions. */
    List<Probe> read(long lastStep) throws IOException {
        List<Probe> probes = new ArrayList<>();
        if (!Files.exists(path)) {
            return probes;
        }
        for (String line : new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            try {
                JsonNode node = JsonMapper.shared().readTree(line);
                if (node.path("step").asLong(Long.MAX_VALUE) <= lastStep) {
                    probes.add(probe(node));
                }
            } catch (JacksonException | IllegalArgumentException e) {
                return probes; // an incomplete line of a killed process
            }
        }
        return probes;
    }

    private static Probe probe(JsonNode node) {
        List<ClassificationResult> results = node.path("knn").properties().stream()
                .map(entry -> new ClassificationResult(
                        NAME + entry.getKey(),
                        Optional.empty(),
                        accuracy(entry.getValue(), "top1"),
                        accuracy(entry.getValue(), "top5"),
                        Map.of(),
                        List.of()))
                .toList();
        return new Probe(
                node.path("step").asLong(),
                FinalNorm.named(node.path("norm").asString(UNNAMED_NORM)),
                results,
                dense(node.path(SEGMENTATION), node.path(DEPTH)),
                node.path("seconds").asDouble());
    }

    private static Optional<DenseFigures> dense(JsonNode segmentation, JsonNode depth) {
        if (!segmentation.isObject() && !depth.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new DenseFigures(
                object(segmentation)
                        .map(found -> new DenseFigures.Segmentation(
                                found.path("miou").asDouble(),
                                found.path("regionMiou").asDouble(),
                                found.path("accuracy").asDouble())),
                object(depth)
                        .map(found -> new DenseFigures.Depth(
                                found.path("d1").asDouble(),
                                found.path("rmseLog").asDouble()))));
    }

    private static Optional<JsonNode> object(JsonNode node) {
        return Optional.of(node).filter(JsonNode::isObject);
    }

    private static Accuracy accuracy(JsonNode result, String name) {
        int images = result.path(result.has("images") ? "images" : "pictures").asInt(); // the key of earlier versions
        return new Accuracy((int) Math.round(result.path(name).asDouble() * images), images);
    }
}
