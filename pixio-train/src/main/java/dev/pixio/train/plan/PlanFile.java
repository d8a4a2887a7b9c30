package dev.pixio.train.plan;

import dev.pixio.io.DurableFile;
import dev.pixio.io.OneLine;
import dev.pixio.io.RunFiles;
import dev.pixio.train.plan.file.SettingBlock;
import dev.pixio.train.plan.file.SettingNode;
import dev.pixio.train.plan.file.SettingsException;
import dev.pixio.train.plan.file.SettingsParser;
import dev.pixio.train.plan.file.SettingsReader;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes a {@link TrainingPlan} as YAML, from which a run can be repeated. A file written by hand may be short. */
public final class PlanFile {

    private static final long LARGEST = 1_000_000;

    private static final Pattern BATCH_SIZE = Pattern.compile("[1-9][0-9]{0,8}");

    /** Settings by the options of the command line that have another name, without hyphens. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("lr", "optimizer.learningRate"),
            Map.entry("clipgrad", "optimizer.clipNorm"),
            Map.entry("channels", "model.grid.channels"),
            Map.entry("normalize", "input.mean and input.deviation"),
            Map.entry("viewchannels", "input.view"),
            Map.entry("imagesize", "model.grid.height and model.grid.width"),
            Map.entry("patchsize", "model.grid.patchSize"),
            Map.entry("maskratio", "model.mask.ratio"),
            Map.entry("maskcell", "model.mask.cell"),
            Map.entry("freezeencoderfor", "freeze.encoderFor"),
            Map.entry("freezeblocks", "freeze.blocks"),
            Map.entry("checkpointevery", "saving.every"),
            Map.entry("checkpointactivations", "machine.activations"),
            Map.entry("onnan", "guard.onNonFinite"),
            Map.entry("nanlimit", "guard.limit"),
            Map.entry("schedule", "schedule.shape"),
            Map.entry("data", "data.source"));

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .build();

    /** Of a run: {@code checkpoints/step-N}. */
    private static final int DEEPEST_FOLDER = 2;

    /** A damaged file may have values of any length. */
    private static final int LONGEST_REASON = 1000;

    private PlanFile() {}

    /** The plan as YAML. */
    public static String toYaml(RunPlan plan) {
        return YAML.writeValueAsString(plan);
    }

    /** The plan as a JSON tree with a property per setting. */
    public static ObjectNode toTree(RunPlan plan) {
        return YAML.valueToTree(plan);
    }

    /** Writes a plan. After a crash the file is complete or absent. */
    public static void write(Path path, RunPlan plan) throws IOException {
        DurableFile.write(
                path,
                "# All settings of this run" + use(plan) + "\n"
                        + "# Sizes are pixels, patches or tokens as their names say; rates are per optimizer step.\n"
                        + toYaml(plan));
    }

    /** What the file is good for: {@code pretrain} alone takes one. */
    private static String use(RunPlan plan) {
        return plan instanceof TrainingPlan
                ? "; pixio " + plan.command() + " --config with this file repeats it."
                : " of pixio " + plan.command() + ".";
    }

    /**
     * Reads a plan. Settings that are not in the file are those of its recipe; that of a file without a recipe is {@link
     * Recipe#FIRST}.
     *
     * @param path of the file, or of the folder of a run
     * @throws TrainingException if the file is missing, is not YAML, or has a setting that is unknown or not valid
     */
    public static TrainingPlan read(Path path) throws IOException {
        return read(path, PlanFile::read);
    }

    /**
     * Reads a plan of another kind.
     *
     * @param path of the file, or of the folder of a run
     * @param defaults has the settings that are not in the file
     * @param otherNames settings by other names of them, in lower case and without hyphens, for a message
     * @throws TrainingException as {@link #read(Path)}
     */
    public static <P extends Record & RunPlan> P read(Path path, P defaults, Map<String, String> otherNames)
            throws IOException {
        return read(path, text -> read(text, defaults, otherNames));
    }

    /** Reads a plan from a text. */
    private interface Reader<P> {
        P read(String text) throws SettingsException;
    }

    private static <P> P read(Path path, Reader<P> reader) throws IOException {
        Path file = Files.isDirectory(path) ? path.resolve(RunFiles.CONFIG) : path;
        if (!Files.isRegularFile(file)) {
            throw new TrainingException("there is no file " + file + runOf(path));
        }
        try {
            return reader.read(text(file));
        } catch (SettingsException e) {
            throw new TrainingException(
                    file + " is not a training plan: " + OneLine.of(String.valueOf(e.getMessage()), LONGEST_REASON));
        }
    }

    /** Names the run of a checkpoint, or of another folder in the run, that was given instead. */
    private static String runOf(Path path) {
        Path above = path.toAbsolutePath().normalize().getParent();
        for (int i = 0; i < DEEPEST_FOLDER && above != null; i++, above = above.getParent()) {
            if (Files.isRegularFile(above.resolve(RunFiles.CONFIG))) {
                Path here = Path.of("").toAbsolutePath();
                boolean relative = !path.isAbsolute() && above.startsWith(here) && !above.equals(here);
                return ", but there is " + (relative ? here.relativize(above) : above).resolve(RunFiles.CONFIG);
            }
        }
        return "";
    }

    private static String text(Path file) throws IOException, SettingsException {
        if (Files.size(file) > LARGEST) {
            throw new SettingsException("it has " + Files.size(file) + " bytes, more than any file of settings");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new SettingsException("it is no text in UTF-8");
        }
    }

    /**
     * The plan that {@link #toYaml} wrote.
     *
     * @throws TrainingException if it is not one
     */
    public static TrainingPlan parse(String yaml) throws TrainingException {
        try {
            return read(yaml);
        } catch (SettingsException e) {
            throw new TrainingException(
                    "not a training plan: " + OneLine.of(String.valueOf(e.getMessage()), LONGEST_REASON));
        }
    }

    /**
     * The plan of another kind that {@link #toYaml} wrote.
     *
     * @throws TrainingException if it is not one
     */
    public static <P extends Record & RunPlan> P parse(String yaml, P defaults) throws TrainingException {
        try {
            return read(yaml, defaults, Map.of());
        } catch (SettingsException e) {
            throw new TrainingException(
                    "not a training plan: " + OneLine.of(String.valueOf(e.getMessage()), LONGEST_REASON));
        }
    }

    private static <P extends Record & RunPlan> P read(String text, P defaults, Map<String, String> otherNames)
            throws SettingsException {
        SettingBlock settings = PlanMigration.completed(SettingsParser.parse(text));
        if (settings.has("model")) {
            throw new SettingsException("it is one of 'pixio pretrain'");
        }
        return SettingsReader.read(settings, defaults, otherNames);
    }

    private static TrainingPlan read(String text) throws SettingsException {
        SettingBlock settings = PlanMigration.completed(SettingsParser.parse(text));
        if (settings.has("task")) {
            throw new SettingsException("it is one of 'pixio finetune'");
        }
        if (settings.has("teacher")) {
            throw new SettingsException("it is one of 'pixio distill'");
        }
        return SettingsReader.read(settings, defaults(settings), OPTIONS);
    }

    /**
     * The recipe's settings, for the file's batch size; the learning rate of most recipes depends on it. A complete file may
     * name a recipe that this version does not have.
     */
    private static TrainingPlan defaults(SettingBlock settings) throws SettingsException {
        TrainingPlan any = TrainingPlan.recipe(Recipe.FIRST.toString()).build();
        if (SettingsReader.isComplete(settings, any)) {
            return any;
        }
        String name = settings.value("recipe").map(SettingNode.Value::text).orElse(Recipe.FIRST.toString());
        try {
            TrainingPlanBuilder recipe = TrainingPlan.recipe(name);
            settings.value("batchSize")
                    .filter(size -> BATCH_SIZE.matcher(size.text()).matches())
                    .ifPresent(size -> recipe.batchSize(Integer.parseInt(size.text())));
            return recipe.build();
        } catch (IllegalArgumentException e) {
            int line = settings.find("recipe").map(SettingBlock.Setting::line).orElse(1);
            throw new SettingsException("recipe is '" + name + "': " + e.getMessage() + " (line " + line + ")");
        }
    }
}
