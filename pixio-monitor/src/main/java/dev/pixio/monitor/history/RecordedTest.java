package dev.pixio.monitor.history;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The test of the best model of a fine-tuning, from {@code test.json}.
 *
 * @param measures by their names; empty if the model was not tested
 * @param iouByClass intersection over union, 0 to 1, of each class of a segmentation; otherwise empty
 */
public record RecordedTest(Map<String, Double> measures, Map<String, Double> iouByClass) {

    /** Of a run without a test. */
    static final RecordedTest NONE = new RecordedTest(Map.of(), Map.of());

    private static final String CLASSES = "iouByClass";

    static RecordedTest of(JsonNode file) {
        Map<String, Double> measures = RecordedValidation.measures(file);
        measures.remove(CLASSES);
        return new RecordedTest(measures, RecordedValidation.measures(file.path(CLASSES)));
    }
}
