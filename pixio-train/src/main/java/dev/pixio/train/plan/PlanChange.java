package dev.pixio.train.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A setting that a resumed run has otherwise than before.
 *
 * @param setting its path in {@code config.yaml}: {@code schedule.epochs}
 * @param before as it was
 * @param now as it is
 */
public record PlanChange(String setting, String before, String now) {

    private static final String ABSENT = "nothing";

    /** Settings within those below that may change all the same. */
    private static final List<String> ALLOWED = List.of("model.encoder.dropPath", "data.maxUnreadable", "data.source");

    /** Settings that cannot change within a run, by the beginning of their path, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "model.",
            "a run keeps the model and the masks it began with; --init begins a new run from its weights",
            "data.",
            "the images that come next would be others; --init begins a new run from its weights",
            "batchSize",
            "a run's place among the images is counted in batches of the size it began with",
            "seed",
            "it names which images come next",
            "init",
            "a run goes on with its own weights");

    /**
     * What is different.
     *
     * @param saved the plan of a checkpoint, as its file has it, of this version or an older one
     * @param now the plan to go on with
     */
    public static List<PlanChange> between(JsonNode saved, TrainingPlan now) {
        Map<String, String> then = flat(PlanMigration.completed(saved));
        Map<String, String> here = flat(PlanFile.toTree(now));
        List<PlanChange> changes = new ArrayList<>();
        TreeSet<String> settings = new TreeSet<>(then.keySet());
        settings.addAll(here.keySet());
        for (String setting : settings) {
            String was = then.getOrDefault(setting, ABSENT);
            String is = here.getOrDefault(setting, ABSENT);
            if (!was.equals(is)) {
                changes.add(new PlanChange(setting, was, is));
            }
        }
        return changes;
    }

    /** Why a run cannot go on with it; nothing if it can. (Whether the images are the same is asked of the images.) */
    public Optional<String> refusal() {
        return REFUSED.entrySet().stream()
                .filter(rule -> setting.startsWith(rule.getKey()) && !ALLOWED.contains(setting))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** {@code schedule.epochs 10 -> 20}. */
    @Override
    public String toString() {
        return setting + " " + before + " -> " + now;
    }

    private static Map<String, String> flat(JsonNode plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        flatten("", plan, settings);
        return settings;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> settings) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), settings));
        } else {
            settings.put(
                    path,
                    node.isIntegralNumber()
                            ? node.asString()
                            : node.isNumber() ? number(node.asDouble()) : node.asString());
        }
    }

    /** 1 and 1.0 are the same setting. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
