package dev.pixio.train.plan;

import dev.pixio.weights.config.ConfigMigration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills in what older versions did not write of a {@link TrainingPlan}. */
final class PlanMigration {

    private static final String SAVING = "saving";
    private static final String EVERY_STEPS = "everySteps";
    private static final String GUARD = "guard";
    private static final String INIT = "init";
    private static final String FREEZE = "freeze";

    private PlanMigration() {}

    /** Whether something has to be filled in. */
    static boolean isOlder(JsonNode plan) {
        return plan instanceof ObjectNode
                && plan.has("recipe")
                && plan.has(SAVING)
                && (ConfigMigration.isOlder(plan.path("model"))
                        || plan.path(SAVING).has(EVERY_STEPS)
                        || !plan.has(GUARD)
                        || !plan.has(INIT)
                        || !plan.has(FREEZE));
    }

    /** A copy that is complete. */
    static JsonNode completed(JsonNode plan) {
        JsonNode copy = plan.deepCopy();
        if (isOlder(copy) && copy instanceof ObjectNode older) {
            complete(older);
        }
        return copy;
    }

    /** The same, complete: as it was when there was no choice. */
    static void complete(ObjectNode plan) {
        if (plan.path("model") instanceof ObjectNode model) {
            ConfigMigration.complete(model);
        }
        if (plan.path(SAVING) instanceof ObjectNode saving && saving.has(EVERY_STEPS)) {
            ObjectNode now = plan.putObject(SAVING);
            now.put("every", saving.path(EVERY_STEPS).asLong() + "steps");
            now.set("keepLast", saving.path("keep"));
            now.put("keepEvery", 0);
            now.put("onWriteError", "stop");
        }
        if (!plan.has(INIT)) {
            plan.put(INIT, "");
        }
        if (!plan.has(FREEZE)) {
            plan.putObject(FREEZE)
                    .put("encoderFor", FreezePlan.NONE.encoderFor())
                    .put("blocks", FreezePlan.NONE.blocks());
        }
        if (!plan.has(GUARD)) {
            plan.putObject(GUARD).put("onNonFinite", "stop").put("limit", GuardPlan.STOP.limit());
        }
    }
}
