package dev.pixio.monitor.history;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A validation of a model that is fine-tuned.
 *
 * @param step number of completed optimizer steps
 * @param measures by their names; the first, 0 to 1, decides which model is best
 */
public record RecordedValidation(long step, Map<String, Double> measures) {

    private static final String STEP = "step";

    /**
     * Decodes a line of {@code validation.jsonl}.
     *
     * @throws IllegalArgumentException if it has no measure
     */
    static RecordedValidation of(byte[] bytes, int length) {
        JsonNode line = JsonMapper.shared().readTree(bytes, 0, length);
        Map<String, Double> measures = measures(line);
        measures.remove(STEP);
        if (measures.isEmpty()) {
            throw new IllegalArgumentException("no measure");
        }
        return new RecordedValidation(line.path(STEP).asLong(0), measures);
    }

    /** The numbers of an object by their names, in its order. */
    static Map<String, Double> measures(JsonNode object) {
        Map<String, Double> measures = new LinkedHashMap<>();
        object.properties()
                .forEach(measure ->
                        measures.put(measure.getKey(), measure.getValue().asDouble(Double.NaN)));
        return measures;
    }

    /** The name of the measure that decides. */
    public String name() {
        return measures.keySet().iterator().next();
    }

    /** The measure that decides. */
    public double score() {
        return measures.values().iterator().next();
    }

    /** The best one, the earlier one of equal ones; empty if there is none. */
    public static Optional<RecordedValidation> best(List<RecordedValidation> validations) {
        return validations.stream()
                .max(Comparator.comparingDouble(RecordedValidation::score)
                        .thenComparing(Comparator.comparingLong(RecordedValidation::step)
                                .reversed()));
    }
}
