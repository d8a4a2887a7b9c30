package dev.pixio.downstream.finetune.validate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a model is.
 *
 * @param measures by their names; the first decides which model is best, the higher the better
 */
public record Validation(Map<String, Double> measures) {

    public Validation {
        measures = new LinkedHashMap<>(measures);
        if (measures.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** The name of the measure that decides. */
    public String name() {
        return measures.keySet().iterator().next();
    }

    /** The measure that decides. */
    public double score() {
        return measures.values().iterator().next();
    }
}
