package dev.pixio.monitor.history;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an encoder was worth to its nearest neighbours after a step, for the number of neighbours that is shown: 20 if it was
 * asked for.
 *
 * @param step optimizer steps that were taken before
 * @param seconds that it took
 * @param neighbours that voted
 * @param top1 share of images, 0 to 1, that were told
 * @param top5 share that were told in five tries
 * @param images that were asked about
 */
public record RecordedProbe(long step, double seconds, String neighbours, double top1, double top5, long images) {

    private static final String SHOWN = "20";

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is no probe
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
                shown.path(shown.has("images") ? "images" : "pictures").asLong(0)); // "pictures" in earlier versions
    }

    private static Optional<String> first(JsonNode votes) {
        return votes.propertyNames().stream().findFirst();
    }
}
