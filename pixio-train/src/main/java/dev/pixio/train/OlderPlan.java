package dev.pixio.train;

import dev.pixio.weights.OlderConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what older versions did not write of a {@link TrainingPlan}. */
final class OlderPlan {

    private static final String MODEL = "model";
    private static final String FREEZE = "freeze";

    private OlderPlan() {}

    /** Whether something has to be filled in. */
    static boolean isOlder(JsonNode plan) {
        return plan instanceof ObjectNode && (!plan.has(FREEZE) || OlderConfig.isOlder(plan.path(MODEL)));
    }

    /** The same, complete: before there was a choice, everything was trained. */
    static void complete(ObjectNode plan) {
        if (!plan.has(FREEZE)) {
            plan.putObject(FREEZE)
                    .put("encoderFor", FreezePlan.NONE.encoderFor())
                    .put("blocks", FreezePlan.NONE.blocks());
        }
        if (plan.path(MODEL) instanceof ObjectNode model) {
            OlderConfig.complete(model);
        }
    }
}
