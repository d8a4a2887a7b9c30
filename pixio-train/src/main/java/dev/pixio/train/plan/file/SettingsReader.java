package dev.pixio.train.plan.file;

import dev.pixio.train.plan.file.SettingBlock.Setting;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Creates a record from a block of settings. A setting that is not in the block has the value of a given record; inner
 * records are inner blocks. All mistakes are found before one of them is reported.
 */
public final class SettingsReader {

    private static final int REPORTED = 3;

    private final SettingNames names;
    private final List<String> mistakes = new ArrayList<>();

    private SettingsReader(SettingNames names) {
        this.names = names;
    }

    /**
     * Reads a record.
     *
     * @param defaults has the values of the settings that are not in the block
     * @param otherNames settings by other names of them, in lower case and without hyphens, for a message
     * @throws SettingsException if a setting is unknown, is given twice or has a value that is not allowed
     */
    @SuppressWarnings("unchecked") // the class of a record creates records of its type
    public static <R extends Record> R read(SettingBlock block, R defaults, Map<String, String> otherNames)
            throws SettingsException {
        SettingsReader reader = new SettingsReader(new SettingNames(defaults.getClass(), otherNames));
        Record read = reader.record("", block.line(), block, defaults);
        if (!reader.mistakes.isEmpty()) {
            throw new SettingsException(reader.message());
        }
        return (R) read;
    }

    /**
     * Whether a block has every setting, also those of its inner blocks.
     *
     * @param like a record of the type that the block describes
     */
    public static boolean isComplete(SettingBlock block, Record like) {
        return Arrays.stream(like.getClass().getRecordComponents()).allMatch(component -> {
            if (!block.has(component.getName())) {
                return false;
            }
            return !new SettingType(component.getType()).isBlock()
                    || isComplete(block.block(component.getName()), (Record) get(component, like));
        });
    }

    private String message() {
        int more = mistakes.size() - REPORTED;
        String first = String.join("; ", mistakes.subList(0, Math.min(mistakes.size(), REPORTED)));
        return more > 0 ? first + "; and " + more + " more" : first;
    }

    /** The record of a block; the defaults if the block has a mistake. */
    private Record record(String path, int line, SettingBlock block, Record defaults) {
        int before = mistakes.size();
        Map<String, Setting> given = given(path, block, defaults.getClass());
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object missing = get(components[i], defaults);
            Setting setting = given.get(components[i].getName());
            values[i] = setting == null ? missing : value(join(path, setting.name()), setting, components[i], missing);
        }
        if (mistakes.size() > before) {
            return defaults;
        }
        try {
            return create(defaults.getClass(), values);
        } catch (IllegalArgumentException e) {
            mistakes.add(refused(path, line, given, defaults, values, e));
            return defaults;
        }
    }

    /** The settings by name, without unknown ones and those that are given twice. */
    private Map<String, Setting> given(String path, SettingBlock block, Class<?> type) {
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        Map<String, Setting> given = new LinkedHashMap<>();
        for (Setting setting : block.settings()) {
            if (!known.contains(setting.name())) {
                mistakes.add(names.unknown(path, setting.name(), known) + at(setting.line()));
                continue;
            }
            Setting earlier = given.putIfAbsent(setting.name(), setting);
            if (earlier != null) {
                mistakes.add(join(path, setting.name()) + " is given twice (lines " + earlier.line() + " and "
                        + setting.line() + ")");
            }
        }
        return given;
    }

    private Object value(String path, Setting setting, RecordComponent component, Object missing) {
        SettingType type = new SettingType(component.getType());
        if (setting.node() instanceof SettingBlock inner && type.isBlock()) {
            return record(path, setting.line(), inner, (Record) missing);
        }
        if (setting.node() instanceof SettingNode.Value value && !type.isBlock()) {
            try {
                return type.parse(value.text());
            } catch (IllegalArgumentException e) {
                mistakes.add(path + " " + e.getMessage() + at(setting.line()));
                return missing;
            }
        }
        String found = setting.node() instanceof SettingNode.Nothing ? " has no value; it must be " : " must be ";
        mistakes.add(path + found + type.allowed() + described(setting.node()) + at(setting.line()));
        return missing;
    }

    private static String described(SettingNode node) {
        if (node instanceof SettingNode.Value value) {
            return ", not '" + value.text() + "'";
        }
        if (node instanceof SettingNode.Sequence) {
            return ", not a list";
        }
        return node instanceof SettingBlock ? ", not a block of settings" : "";
    }

    /** A rule of the record that its values break. Each setting is named with whose default the rule holds, or that the rule names. */
    private static String refused(
            String path,
            int line,
            Map<String, Setting> given,
            Record defaults,
            Object[] values,
            IllegalArgumentException reason) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        List<Setting> broken = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            Setting setting = given.get(components[i].getName());
            Object[] changed = values.clone();
            changed[i] = get(components[i], defaults);
            if (setting != null && (holds(defaults.getClass(), changed) || isNamed(setting, reason))) {
                broken.add(setting);
            }
        }
        if (broken.isEmpty()) {
            return (path.isEmpty() ? "" : path + ": ") + reason.getMessage() + at(line);
        }
        return broken.stream().map(setting -> written(path, setting)).collect(Collectors.joining(" and ")) + ": "
                + reason.getMessage() + at(broken);
    }

    /** Whether a rule is about a setting: with its default, other settings may break the rule still. */
    private static boolean isNamed(Setting setting, IllegalArgumentException reason) {
        return List.of(String.valueOf(reason.getMessage()).split("[^A-Za-z]+")).contains(setting.name());
    }

    private static String written(String path, Setting setting) {
        String value = setting.node() instanceof SettingNode.Value written ? " is " + written.text() : "";
        return join(path, setting.name()) + value;
    }

    private static String at(List<Setting> settings) {
        return settings.size() == 1
                ? at(settings.get(0).line())
                : " (lines "
                        + settings.stream()
                                .map(setting -> String.valueOf(setting.line()))
                                .collect(Collectors.joining(" and "))
                        + ")";
    }

    private static boolean holds(Class<? extends Record> type, Object[] values) {
        try {
            create(type, values);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Record create(Class<? extends Record> type, Object[] values) {
        try {
            Constructor<? extends Record> canonical =
                    type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String at(int line) {
        return " (line " + line + ")";
    }
}
