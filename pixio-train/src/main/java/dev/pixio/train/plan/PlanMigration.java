package dev.pixio.train.plan;

import dev.pixio.train.plan.file.SettingBlock;
import dev.pixio.train.plan.file.SettingNode;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Converts the settings of a {@link TrainingPlan} that an earlier version wrote: renames settings and adds those that did not
 * exist, with the values that earlier versions always used. Settings that are missing in a short file, which a person wrote, are
 * not added: they are those of the recipe.
 */
final class PlanMigration {

    private static final String SAVING = "saving";
    private static final String EVERY_STEPS = "everySteps";

    /** What every version wrote. */
    private static final List<String> WHOLE_PLAN =
            List.of("recipe", "model", "data", "batchSize", "optimizer", "schedule", "machine", SAVING, "seed");

    private static final List<String> WHOLE_MODEL =
            List.of("grid", "encoder", "decoder", "mask", "positions", "tokens");

    private static final List<String> WHOLE_DATA =
            List.of("source", "scenes", "minScale", "maxScale", "flip", "maxUnreadable", "jpegScaling");

    private static final List<String> WHOLE_ENCODER =
            List.of("width", "depth", "heads", "mlpRatio", "classTokens", "dropPath");

    private static final List<String> WHOLE_SAVING = List.of("every", "keepLast", "keepEvery", "onWriteError");

    private static final List<String> WHOLE_MACHINE =
            List.of("device", "precision", "threads", "loaderThreads", "microBatch", "activations");

    /** The changes of all versions, in their order. */
    private static final List<UnaryOperator<SettingBlock>> CHANGES = List.of(
            in(SAVING, List.of(EVERY_STEPS), added("keepEvery", "0")),
            in(SAVING, List.of(EVERY_STEPS), added("onWriteError", "stop")),
            in(SAVING, List.of(EVERY_STEPS), block -> block.renamed("keep", "keepLast", "")),
            in(SAVING, List.of(EVERY_STEPS), added("keepReconstructions", "0")),
            in(SAVING, List.of(EVERY_STEPS), block -> block.renamed(EVERY_STEPS, "every", "steps")),
            in(SAVING, WHOLE_SAVING, added("keepReconstructions", "0")),
            in("data", List.of("maxBroken"), block -> block.renamed("maxBroken", "maxUnreadable", "")),
            in("data", WHOLE_DATA, added("root", "")),
            in("data", WHOLE_DATA, added("shuffleBuffer", "4096")),
            in("data", WHOLE_DATA, PlanMigration::withAllImages),
            in("model", WHOLE_MODEL, added("positionResize", "antialiased")),
            in("model", WHOLE_MODEL, PlanMigration::withEncoderOptions),
            in("machine", WHOLE_MACHINE, added("gradients", "auto")),
            in("machine", WHOLE_MACHINE, added("cudaGraphs", "auto")),
            in("machine", WHOLE_MACHINE, added("queueAhead", "auto")),
            whole(added("init", "")),
            whole(PlanMigration::withRgbInput),
            whole(addedBlock("freeze", "encoderFor", "none", "blocks", "0")),
            whole(addedBlock("guard", "onNonFinite", "stop", "limit", "10")),
            PlanMigration::withStrongAugmentation);

    private PlanMigration() {}

    /** The settings with the names and values of this version. */
    static SettingBlock completed(SettingBlock plan) {
        SettingBlock now = plan;
        for (UnaryOperator<SettingBlock> change : CHANGES) {
            now = change.apply(now);
        }
        return now;
    }

    /** Earlier versions used all images of a source. */
    private static SettingBlock withAllImages(SettingBlock data) {
        if (data.has("curation")) {
            return data;
        }
        SettingBlock none = new SettingBlock(data.line(), List.of())
                .with("scores", new SettingNode.Value(""))
                .with("minEntropy", new SettingNode.Value("0"))
                .with("minSide", new SettingNode.Value("0"))
                .with("sampleByLoss", new SettingNode.Value("off"))
                .with("duplicates", new SettingNode.Value("keep"));
        return data.with("curation", none);
    }

    /** Earlier versions read all images as 8-bit RGB. */
    private static SettingBlock withRgbInput(SettingBlock plan) {
        if (plan.has("input")) {
            return plan;
        }
        TrainingPlan.Input rgb = TrainingPlan.Input.RGB;
        return plan.with(
                "input",
                new SettingBlock(plan.line(), List.of())
                        .with("scale", new SettingNode.Value(rgb.scale()))
                        .with("pages", new SettingNode.Value(rgb.pages().toString()))
                        .with("mean", new SettingNode.Value(rgb.mean()))
                        .with("deviation", new SettingNode.Value(rgb.deviation()))
                        .with("view", new SettingNode.Value(rgb.view())));
    }

    /** The encoders of earlier versions had no options. */
    private static SettingBlock withEncoderOptions(SettingBlock model) {
        SettingBlock encoder = model.block("encoder");
        if (encoder.has("options") || !WHOLE_ENCODER.stream().allMatch(encoder::has)) {
            return model;
        }
        SettingBlock positions = new SettingBlock(encoder.line(), List.of())
                .with("kind", new SettingNode.Value("added"))
                .with("theta", new SettingNode.Value("0"));
        SettingBlock options = new SettingBlock(encoder.line(), List.of())
                .with("registers", new SettingNode.Value("0"))
                .with("layerScale", new SettingNode.Value("none"))
                .with("mlp", new SettingNode.Value("gelu"))
                .with("positions", positions);
        return model.withBlock("encoder", encoder.with("options", options));
    }

    /** Fine-tunings of earlier versions had neither RandAugment nor random erasing. */
    private static SettingBlock withStrongAugmentation(SettingBlock plan) {
        if (plan.has("augment") || !plan.has("adaptation") || !plan.has("mixing")) {
            return plan;
        }
        SettingBlock none = new SettingBlock(plan.line(), List.of());
        for (String setting : List.of("magnitude", "deviation", "operations", "erasing")) {
            none = none.with(setting, new SettingNode.Value("0"));
        }
        return plan.with("augment", none);
    }

    /** A change of an inner block that has certain settings. */
    private static UnaryOperator<SettingBlock> in(
            String name, List<String> required, UnaryOperator<SettingBlock> change) {
        return plan -> {
            SettingBlock block = plan.block(name);
            return required.stream().allMatch(block::has) ? plan.withBlock(name, change.apply(block)) : plan;
        };
    }

    /** A change of a plan that is not a short one. */
    private static UnaryOperator<SettingBlock> whole(UnaryOperator<SettingBlock> change) {
        return plan -> WHOLE_PLAN.stream().allMatch(plan::has) ? change.apply(plan) : plan;
    }

    private static UnaryOperator<SettingBlock> added(String name, String value) {
        return block -> block.has(name) ? block : block.with(name, new SettingNode.Value(value));
    }

    private static UnaryOperator<SettingBlock> addedBlock(
            String name, String first, String firstValue, String second, String secondValue) {
        return plan -> plan.has(name)
                ? plan
                : plan.with(
                        name,
                        new SettingBlock(plan.line(), List.of())
                                .with(first, new SettingNode.Value(firstValue))
                                .with(second, new SettingNode.Value(secondValue)));
    }
}
