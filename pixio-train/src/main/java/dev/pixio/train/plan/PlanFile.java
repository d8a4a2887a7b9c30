package dev.pixio.train.plan;

import dev.pixio.io.DurableFile;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes a {@link TrainingPlan} as YAML, from which a run can be repeated. */
public final class PlanFile {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build();

    private PlanFile() {}

    /** The plan as YAML. */
    public static String toYaml(TrainingPlan plan) {
        return YAML.writeValueAsString(plan);
    }

    /** The plan as a JSON tree with a property per setting. */
    public static ObjectNode toTree(TrainingPlan plan) {
        return YAML.valueToTree(plan);
    }

    /** Writes a plan. After a crash the file is complete or absent. */
    public static void write(Path path, TrainingPlan plan) throws IOException {
        DurableFile.write(path, """
                # All settings of this run; pixio pretrain --config with this file repeats it.
                # Sizes are pixels, patches or tokens as their names say; rates are per optimizer step.
                """ + toYaml(plan));
    }

    /**
     * Reads a plan.
     *
     * @throws TrainingException if the file is missing, is not YAML, or is not a complete and valid plan
     */
    public static TrainingPlan read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new TrainingException("there is no file " + path);
        }
        try {
            return read(Files.readString(path));
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new TrainingException(path + " is not a training plan: " + firstLine(e.getOriginalMessage()) + where);
        }
    }

    private static TrainingPlan read(String text) {
        JsonNode tree = YAML.readTree(text);
        if (PlanMigration.isOlder(tree) && tree instanceof ObjectNode older) {
            PlanMigration.complete(older);
            return YAML.treeToValue(tree, TrainingPlan.class);
        }
        return YAML.readValue(
                text, TrainingPlan.class); // parsing text, not a tree, gives line numbers for error messages
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unreadable");
    }
}
