package dev.pixio.monitor.mlflow;

import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.RunPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A plan as MLflow parameters with flattened names, such as {@code model.encoder.depth: 12}. */
final class PlanParameters {

    /** The limit of servers before MLflow 2.9; {@code config.yaml} has the full values. */
    private static final int MAX_LENGTH = 500;

    private PlanParameters() {}

    static Map<String, String> of(RunPlan plan) {
        Map<String, String> parameters = new LinkedHashMap<>();
        add("", new YAMLMapper().readTree(PlanFile.toYaml(plan)), parameters);
        return parameters;
    }

    private static void add(String name, JsonNode node, Map<String, String> parameters) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> add(
                            name.isEmpty() ? field.getKey() : name + "." + field.getKey(),
                            field.getValue(),
                            parameters));
        } else {
            parameters.put(name, shortened(node.isValueNode() ? node.asString() : node.toString()));
        }
    }

    private static String shortened(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 3) + "...";
    }
}
