package dev.pixio.train.plan;

import dev.pixio.train.plan.file.SettingBlock;
import dev.pixio.train.plan.file.SettingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A setting that differs between a checkpoint and the plan with which its run is resumed.
 *
 * @param setting path in {@code config.yaml}, such as {@code schedule.epochs}
 * @param before value in the checkpoint; empty if it has none
 * @param now value in the plan; empty if it has none
 * @param refusal the reason why a run cannot be resumed with this change; empty if it can. The images themselves are compared
 *     elsewhere
 */
public record PlanChange(String setting, String before, String now, Optional<String> refusal) {

    private static final String ABSENT = "nothing";

    /** Settings that may change although their path starts with one that cannot. */
    private static final List<String> ALLOWED = List.of(
            "model.encoder.dropPath",
            "input.view",
            "data.maxUnreadable",
            "data.source",
            "data.root",
            "data.curation.scores");

    /** Settings that cannot change within any run, beside those of the data: the start of their path, and the reason. */
    private static final Map<String, String> REFUSED = Map.of(
            "batchSize",
            "the position of a run in its data is counted in batches of the initial size",
            "seed",
            "it determines the order of the images",
            "init",
            "a resumed run continues with its own weights");

    /**
     * The settings that differ.
     *
     * @param saved the plan in a checkpoint, of this version or an earlier one
     * @param now the plan to continue with
     */
    public static List<PlanChange> between(JsonNode saved, RunPlan now) {
        Map<String, String> before = flat(PlanMigration.completed(block(saved)));
        Map<String, String> after = flat(block(PlanFile.toTree(now)));
        List<PlanChange> changes = new ArrayList<>();
        TreeSet<String> settings = new TreeSet<>(before.keySet());
        settings.addAll(after.keySet());
        for (String setting : settings) {
            String was = before.getOrDefault(setting, "");
            String is = after.getOrDefault(setting, "");
            if (!was.equals(is)) {
                changes.add(new PlanChange(setting, was, is, refusal(setting, now)));
            }
        }
        return changes;
    }

    private static Optional<String> refusal(String setting, RunPlan plan) {
        Map<String, String> data = Map.of("data.", "the next images would differ; " + plan.anew());
        return Stream.of(plan.fixedSettings(), data, REFUSED)
                .flatMap(rules -> rules.entrySet().stream())
                .filter(rule -> setting.startsWith(rule.getKey()) && !ALLOWED.contains(setting))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** {@code schedule.epochs 10 -> 20}. */
    @Override
    public String toString() {
        return setting + " " + shown(before) + " -> " + shown(now);
    }

    private static String shown(String value) {
        return value.isEmpty() ? ABSENT : value;
    }

    /** The settings of a tree, in the form in which plans of earlier versions are converted. */
    private static SettingBlock block(JsonNode tree) {
        return new SettingBlock(
                1,
                tree.properties().stream()
                        .map(entry -> new SettingBlock.Setting(entry.getKey(), 1, node(entry.getValue())))
                        .toList());
    }

    private static SettingNode node(JsonNode value) {
        if (value.isObject()) {
            return block(value);
        }
        if (value.isArray()) {
            return new SettingNode.Value(value.toString()); // of a damaged checkpoint
        }
        return new SettingNode.Value(
                value.isNumber() && !value.isIntegralNumber() ? number(value.asDouble()) : value.asString());
    }

    private static Map<String, String> flat(SettingBlock plan) {
        Map<String, String> settings = new LinkedHashMap<>();
        flatten("", plan, settings);
        return settings;
    }

    private static void flatten(String prefix, SettingBlock block, Map<String, String> settings) {
        for (SettingBlock.Setting setting : block.settings()) {
            String path = prefix + setting.name();
            if (setting.node() instanceof SettingBlock inner) {
                flatten(path + ".", inner, settings);
            } else if (setting.node() instanceof SettingNode.Value value) {
                settings.put(path, value.text());
            }
        }
    }

    /** Formats 1 and 1.0 alike. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
