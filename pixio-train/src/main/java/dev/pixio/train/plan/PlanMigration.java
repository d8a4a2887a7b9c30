package dev.pixio.train.plan;

import dev.pixio.nn.PositionResize;
import dev.pixio.train.plan.file.SettingBlock;
import dev.pixio.weights.config.ConfigMigration;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts a {@link TrainingPlan} written by an earlier version: renames settings and adds those that did not exist.
 */
final class PlanMigration {

    private static final String DATA = "data";
    private static final String MAX_BROKEN = "maxBroken";
    private static final String MAX_UNREADABLE = "maxUnreadable";
    private static final String MODEL = "model";
    private static final String POSITION_RESIZE = "positionResize";
    private static final String SAVING = "saving";
    private static final String EVERY_STEPS = "everySteps";
    private static final String ON_WRITE_ERROR = "onWriteError";
    private static final String KEEP_RECONSTRUCTIONS = "keepReconstructions";
    private static final String GUARD = "guard";
    private static final String INIT = "init";
    private static final String FREEZE = "freeze";

    /** What the model of a run has; before it was a setting, it had no {@link #POSITION_RESIZE}. */
    private static final List<String> COMPLETE_MODEL =
            List.of("grid", "encoder", "decoder", "mask", "positions", "tokens");

    /** What {@code saving} has; before it was a setting, it had no {@link #KEEP_RECONSTRUCTIONS}. */
    private static final List<String> COMPLETE_SAVING = List.of("every", "keepLast", "keepEvery", ON_WRITE_ERROR);

    private PlanMigration() {}

    /** Whether a setting has to be renamed or added. */
    static boolean isOlder(JsonNode plan) {
        return plan instanceof ObjectNode
                && plan.has("recipe")
                && plan.has(SAVING)
                && (ConfigMigration.isOlder(plan.path(MODEL))
                        || plan.path(DATA).has(MAX_BROKEN)
                        || plan.path(SAVING).has(EVERY_STEPS)
                        || keepsEveryReconstruction(plan.path(SAVING)::has)
                        || !plan.has(GUARD)
                        || !plan.has(INIT)
                        || !plan.has(FREEZE));
    }

    /** Whether these are all settings of a version that deleted no images of reconstructions. */
    private static boolean keepsEveryReconstruction(Predicate<String> has) {
        return COMPLETE_SAVING.stream().allMatch(has) && !has.test(KEEP_RECONSTRUCTIONS);
    }

    /** A copy with the settings of this version. */
    static JsonNode completed(JsonNode plan) {
        JsonNode copy = plan.deepCopy();
        if (isOlder(copy) && copy instanceof ObjectNode older) {
            complete(older);
        }
        return copy;
    }

    /**
     * The settings of a file with the names and values of this version. A setting that is missing is that of the recipe,
     * which is also what earlier versions used, except for the resizing of positions in a complete model, and for the
     * reconstructions, all of which they kept.
     */
    static SettingBlock completed(SettingBlock plan) {
        SettingBlock data = plan.block(DATA).renamed(MAX_BROKEN, MAX_UNREADABLE, "");
        SettingBlock saving = plan.block(SAVING).renamed(EVERY_STEPS, "every", "steps");
        if (plan.block(SAVING).has(EVERY_STEPS)) {
            saving = saving.renamed("keep", "keepLast", "");
        }
        if (plan.block(SAVING).has(EVERY_STEPS) || keepsEveryReconstruction(saving::has)) {
            saving = saving.with(KEEP_RECONSTRUCTIONS, "0");
        }
        SettingBlock model = plan.block(MODEL);
        if (COMPLETE_MODEL.stream().allMatch(model::has) && !model.has(POSITION_RESIZE)) {
            model = model.with(POSITION_RESIZE, PositionResize.ANTIALIASED.name());
        }
        return plan.withBlock(DATA, data).withBlock(SAVING, saving).withBlock(MODEL, model);
    }

    /** Converts a plan in place. A setting that is added gets the value that earlier versions always used. */
    static void complete(ObjectNode plan) {
        if (plan.path(MODEL) instanceof ObjectNode model) {
            ConfigMigration.complete(model);
        }
        if (plan.path(DATA) instanceof ObjectNode data && data.has(MAX_BROKEN)) {
            data.set(MAX_UNREADABLE, data.remove(MAX_BROKEN));
        }
        if (plan.path(SAVING) instanceof ObjectNode saving && saving.has(EVERY_STEPS)) {
            ObjectNode now = plan.putObject(SAVING);
            now.put("every", saving.path(EVERY_STEPS).asLong() + "steps");
            now.set("keepLast", saving.path("keep"));
            now.put("keepEvery", 0);
            now.put(ON_WRITE_ERROR, "stop");
        }
        if (plan.path(SAVING) instanceof ObjectNode saving && keepsEveryReconstruction(saving::has)) {
            saving.put(KEEP_RECONSTRUCTIONS, 0);
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
