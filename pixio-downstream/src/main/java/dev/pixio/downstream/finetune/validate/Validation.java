package dev.pixio.downstream.finetune.validate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How good a model is.
 *
 * @param measures by their names; the first decides which model is best, the higher the better
 * @param iouByClass intersection over union, 0 to 1, of each class of a segmentation by its name; otherwise empty
 */
public record Validation(Map<String, Double> measures, Map<String, Double> iouByClass) {

    public Validation {
        measures = new LinkedHashMap<>(measures);
        iouByClass = new LinkedHashMap<>(iouByClass);
        if (measures.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** Without classes. */
    public Validation(Map<String, Double> measures) {
        this(measures, Map.of());
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
