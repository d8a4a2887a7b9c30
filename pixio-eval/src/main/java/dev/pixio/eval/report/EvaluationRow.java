package dev.pixio.eval.report;

import dev.pixio.embed.FeatureChoice;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The results of one candidate by classification of images. In JSON, a linear probe has its own {@code setting} in each row, with
 * {@code name} and {@code value}.
 *
 * @param name of the candidate
 * @param choice pooling, block and norm; empty if the features are not from an encoder
 * @param dimension length of the features of an image; 0 for guessing
 * @param results one per column
 * @param embedded number of images whose features were computed; 0 if all were cached
 * @param seconds duration of computing features, including decoding
 */
public record EvaluationRow(
        String name,
        Optional<FeatureChoice> choice,
        long dimension,
        List<ClassificationResult> results,
        long embedded,
        double seconds)
        implements ReportRow {

    @Override
    public void addResults(ObjectNode row) {
        ArrayNode outcomes = row.putArray("outcomes");
        results.forEach(result -> outcomes.add(json(result)));
    }

    private static ObjectNode json(ClassificationResult result) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("name", result.name());
        result.setting()
                .ifPresent(setting ->
                        node.putObject("setting").put("name", setting.name()).put("value", setting.value()));
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
