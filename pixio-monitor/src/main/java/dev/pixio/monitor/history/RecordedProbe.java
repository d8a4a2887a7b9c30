package dev.pixio.monitor.history;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The k-NN accuracy of the encoder after a step, for k = 20 if that was evaluated, and otherwise for the first k of the line.
 *
 * @param step number of completed optimizer steps
 * @param seconds duration of the evaluation
 * @param neighbours k, the number of nearest neighbours
 * @param top1 top-1 accuracy, 0 to 1
 * @param top5 top-5 accuracy, 0 to 1
 * @param images number of test images
 * @param meanIou mIoU of the segmentation of scenes, 0 to 1; NaN if it was not evaluated
 * @param depth d1 of the depth of scenes, 0 to 1; NaN if it was not evaluated
 */
public record RecordedProbe(
        long step,
        double seconds,
        String neighbours,
        double top1,
        double top5,
        long images,
        double meanIou,
        double depth) {

    private static final String SHOWN = "20";

    /**
     * Decodes a line of {@code probe.jsonl}.
     *
     * @throws IllegalArgumentException if it has no k-NN accuracy
     */
    static RecordedProbe of(byte[] bytes, int length) {
        JsonNode line = JsonMapper.shared().readTree(bytes, 0, length);
        JsonNode votes = line.path("knn");
        String neighbours = votes.has(SHOWN) ? SHOWN : first(votes).orElseThrow(IllegalArgumentException::new);
        JsonNode shown = votes.path(neighbours);
        return new RecordedProbe(
                line.path("step").asLong(0),
                line.path("seconds").asDouble(0),
                neighbours,
                shown.path("top1").asDouble(Double.NaN),
                shown.path("top5").asDouble(Double.NaN),
                shown.path(shown.has("images") ? "images" : "pictures").asLong(0), // "pictures" in earlier versions
                line.path("segmentation").path("miou").asDouble(Double.NaN),
                line.path("depth").path("d1").asDouble(Double.NaN));
    }

    private static Optional<String> first(JsonNode votes) {
        return votes.propertyNames().stream().findFirst();
    }
}
