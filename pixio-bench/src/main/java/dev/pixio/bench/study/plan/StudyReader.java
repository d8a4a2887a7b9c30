package dev.pixio.bench.study.plan;

import dev.pixio.train.plan.file.NearestName;
import dev.pixio.train.plan.file.SettingBlock;
import dev.pixio.train.plan.file.SettingBlock.Setting;
import dev.pixio.train.plan.file.SettingNode;
import dev.pixio.train.plan.file.SettingsException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The blocks of a study file as records. The first mistake is reported, with its line. */
final class StudyReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");
    private static final Pattern SEEDS = Pattern.compile("[1-9][0-9]{0,3}");

    private static final List<String> PRETRAIN = List.of("pretrain");

    private static final String POINTS = "points";
    private static final String FACTORS = "factors";
    private static final String EVALUATIONS = "evaluations";

    /** Names in an evaluation that are no options of its command. */
    private static final List<String> OF_EVALUATIONS = List.of("protocol", "show");

    private final SettingBlock file;
    private final OptionCheck check = new OptionCheck();
    private final List<StudyPoint> points = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    StudyReader(SettingBlock file) {
        this.file = file;
    }

    Study study() throws SettingsException {
        requireNames("", file, List.of("name", "seeds", "pretrain", EVALUATIONS, POINTS, FACTORS));
        String name = text("name", required(file, "name"));
        requireName("name", name, required(file, "name").line());
        CommandOptions common = options(PRETRAIN, block(file, "pretrain"), List.of());
        for (Setting point : settings(block(file, POINTS))) {
            addPoint(point, common);
        }
        List<StudyFactor> factors = new ArrayList<>();
        for (Setting factor : settings(block(file, FACTORS))) {
            factors.add(factor(factor, common));
        }
        if (points.isEmpty()) {
            throw new SettingsException("it has no points and no factors");
        }
        List<StudyEvaluation> evaluations = new ArrayList<>();
        for (Setting evaluation : settings(block(file, EVALUATIONS))) {
            evaluations.add(evaluation(evaluation));
        }
        if (evaluations.isEmpty()) {
            throw new SettingsException("it has no evaluations such as 'knn:' with 'train: scenes:2000'");
        }
        return new Study(name, seeds(), common, points, factors, evaluations);
    }

    private int seeds() throws SettingsException {
        Optional<Setting> given = file.find("seeds");
        if (given.isEmpty()) {
            return 1;
        }
        String text = text("seeds", given.get());
        if (!SEEDS.matcher(text).matches()) {
            throw mistake("seeds must be a number of seeds from 1 to 9999, not '" + text + "'", given.get());
        }
        return Integer.parseInt(text);
    }

    private void addPoint(Setting setting, CommandOptions common) throws SettingsException {
        requireName("the name of a point", setting.name(), setting.line());
        CommandOptions options = common.with(options(PRETRAIN, block(setting), List.of()));
        Optional<StudyPoint> same =
                points.stream().filter(point -> point.options().equals(options)).findFirst();
        if (same.isPresent()) {
            throw mistake(
                    "the points " + same.get().name() + " and " + setting.name() + " have the same options", setting);
        }
        add(new StudyPoint(setting.name(), options), setting);
    }

    /** Names of points are those of folders, which some file systems compare without upper and lower case. */
    private StudyPoint add(StudyPoint point, Setting setting) throws SettingsException {
        Integer earlier = lines.putIfAbsent(point.name().toLowerCase(Locale.ROOT), setting.line());
        if (earlier != null) {
            throw new SettingsException(
                    "there are two points '" + point.name() + "' (lines " + earlier + " and " + setting.line() + ")");
        }
        points.add(point);
        return point;
    }

    private StudyFactor factor(Setting setting, CommandOptions common) throws SettingsException {
        requireName("the name of a factor", setting.name(), setting.line());
        if (points.stream().anyMatch(point -> point.name().equals(setting.name()))) {
            throw mistake("the factor " + setting.name() + " has the name of a point", setting);
        }
        SettingBlock block = block(setting);
        requireNames("the factor " + setting.name(), block, List.of("axis", "values"));
        String axis = block.has("axis") ? text("axis", required(block, "axis")) : setting.name();
        List<StudyFactor.Value> values = new ArrayList<>();
        for (Setting value : settings(block(block, "values"))) {
            values.add(new StudyFactor.Value(value.name(), point(setting.name(), value, common)));
        }
        if (values.isEmpty()) {
            throw mistake("the factor " + setting.name() + " has no values", setting);
        }
        return new StudyFactor(setting.name(), axis, values);
    }

    /** The point of a value of a factor: an earlier one with its name or its options, or a new one. */
    private StudyPoint point(String factor, Setting value, CommandOptions common) throws SettingsException {
        if (value.node() instanceof SettingNode.Value name) {
            return points.stream()
                    .filter(point -> point.name().equals(name.text()))
                    .findFirst()
                    .orElseThrow(() -> mistake(
                            "the value " + value.name() + " of " + factor + " must be a block of options or the name of"
                                    + " a point, and there is no point '" + name.text() + "'",
                            value));
        }
        CommandOptions options = common.with(options(PRETRAIN, block(value), List.of()));
        Optional<StudyPoint> same =
                points.stream().filter(point -> point.options().equals(options)).findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        String name = factor + "-" + value.name().replaceAll("[^A-Za-z0-9._-]", "-");
        requireName("the name of a point", name, value.line());
        return add(new StudyPoint(name, options), value);
    }

    private StudyEvaluation evaluation(Setting setting) throws SettingsException {
        requireName("the name of an evaluation", setting.name(), setting.line());
        SettingBlock block = block(setting);
        String protocol = block.has("protocol") ? text("protocol", required(block, "protocol")) : setting.name();
        if (!check.evaluations().contains(protocol)) {
            throw mistake(
                    "there is no evaluation '" + protocol + "'; 'protocol' may be "
                            + String.join(", ", check.evaluations()),
                    setting);
        }
        CommandOptions options = options(List.of("evaluate", protocol, "--weights=run"), block, OF_EVALUATIONS);
        if (check.has(protocol, "data") && !options.has("data") && !(options.has("train") && options.has("test"))) {
            throw mistake(
                    "the evaluation " + setting.name() + " has no images: it needs train and test, or data", setting);
        }
        List<String> shown = block.has("show")
                ? Arrays.stream(text("show", required(block, "show")).split(","))
                        .map(String::strip)
                        .filter(metric -> !metric.isEmpty())
                        .toList()
                : List.of();
        StudyEvaluation.Features features =
                check.has(protocol, "cache") ? StudyEvaluation.Features.CACHED : StudyEvaluation.Features.COMPUTED;
        return new StudyEvaluation(setting.name(), protocol, options, features, shown);
    }

    private CommandOptions options(List<String> command, SettingBlock block, List<String> others)
            throws SettingsException {
        SortedMap<String, String> options = new TreeMap<>();
        for (Setting setting : settings(block)) {
            if (others.contains(setting.name())) {
                continue;
            }
            String value = setting.node() instanceof SettingNode.Nothing ? "" : text("--" + setting.name(), setting);
            Optional<String> mistake = check.mistake(command, setting.name(), value);
            if (mistake.isPresent()) {
                throw mistake(mistake.get(), setting);
            }
            options.put(setting.name(), value);
        }
        return new CommandOptions(options);
    }

    private static void requireNames(String where, SettingBlock block, List<String> known) throws SettingsException {
        for (Setting setting : settings(block)) {
            if (!known.contains(setting.name())) {
                String near = NearestName.of(setting.name(), known)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; known are " + String.join(", ", known));
                throw mistake(
                        (where.isEmpty() ? "" : where + ": ") + setting.name() + " is no setting of a study" + near,
                        setting);
            }
        }
    }

    /** The settings of a block, none of which may be there twice. */
    private static List<Setting> settings(SettingBlock block) throws SettingsException {
        Map<String, Integer> seen = new HashMap<>();
        for (Setting setting : block.settings()) {
            Integer earlier = seen.putIfAbsent(setting.name(), setting.line());
            if (earlier != null) {
                throw new SettingsException(
                        setting.name() + " is given twice (lines " + earlier + " and " + setting.line() + ")");
            }
        }
        return block.settings();
    }

    private static Setting required(SettingBlock block, String name) throws SettingsException {
        return block.find(name).orElseThrow(() -> new SettingsException("it has no '" + name + ":'"));
    }

    /** An inner block; empty if it is not there or has nothing in it. */
    private static SettingBlock block(SettingBlock outer, String name) throws SettingsException {
        Optional<Setting> setting = outer.find(name);
        return setting.isPresent() ? block(setting.get()) : new SettingBlock(outer.line(), List.of());
    }

    private static SettingBlock block(Setting setting) throws SettingsException {
        if (setting.node() instanceof SettingBlock block) {
            return block;
        }
        if (setting.node() instanceof SettingNode.Nothing) {
            return new SettingBlock(setting.line(), List.of());
        }
        throw mistake(setting.name() + " must be a block of settings" + described(setting.node()), setting);
    }

    private static String text(String name, Setting setting) throws SettingsException {
        if (setting.node() instanceof SettingNode.Value value) {
            if (value.text().isBlank()) {
                throw mistake(name + " has an empty value", setting);
            }
            return value.text();
        }
        throw mistake(name + " must be one value" + described(setting.node()), setting);
    }

    private static String described(SettingNode node) {
        if (node instanceof SettingNode.Value value) {
            return ", not '" + value.text() + "'";
        }
        if (node instanceof SettingNode.Sequence) {
            return ", not a list";
        }
        return node instanceof SettingBlock ? ", not a block" : ", and has none";
    }

    private static void requireName(String what, String name, int line) throws SettingsException {
        if (!NAME.matcher(name).matches()) {
            throw new SettingsException(what + " must be of letters, digits, dots, hyphens and underscores, not '"
                    + name + "' (line " + line + ")");
        }
    }

    private static SettingsException mistake(String message, Setting setting) {
        return new SettingsException(message + " (line " + setting.line() + ")");
    }
}
