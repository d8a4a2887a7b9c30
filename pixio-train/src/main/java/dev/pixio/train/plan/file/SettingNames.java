package dev.pixio.train.plan.file;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** All settings of a record and its inner records, to say where a name that is unknown belongs. */
final class SettingNames {

    private final List<String> paths = new ArrayList<>();

    private final Map<String, String> otherNames;
    private final Set<String> listed = new HashSet<>();

    /** @param otherNames settings by other names of them, in lower case and without hyphens */
    SettingNames(Class<?> type, Map<String, String> otherNames) {
        this.otherNames = Map.copyOf(otherNames);
        collect("", type);
    }

    private void collect(String path, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String inner = SettingsReader.join(path, component.getName());
            paths.add(inner);
            if (new SettingType(component.getType()).isBlock()) {
                collect(inner, component.getType());
            }
        }
    }

    /** What to say of a setting that is unknown in its block, with the one that is probably meant. */
    String unknown(String block, String name, List<String> known) {
        String setting = SettingsReader.join(block, name) + " is no setting";
        String here = otherNames.get(name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT));
        if (here != null) {
            return setting + "; it is " + here + " here";
        }
        Optional<String> elsewhere = first(path -> last(path).equals(name));
        if (elsewhere.isPresent()) {
            return setting + "; " + name + " belongs " + place(elsewhere.get());
        }
        Optional<String> near = NearestName.of(name, known);
        if (near.isPresent()) {
            return setting + "; did you mean " + near.get() + "?";
        }
        Optional<String> far = NearestName.of(
                        name, paths.stream().map(SettingNames::last).toList())
                .flatMap(other -> first(path -> last(path).equals(other)));
        return far.map(path -> setting + "; did you mean " + last(path) + ", which belongs " + place(path) + "?")
                .orElseGet(() -> setting + " of this version" + (listed.add(block) ? list(block, known) : ""));
    }

    private static String list(String block, List<String> known) {
        return "; the settings " + (block.isEmpty() ? "" : "of " + block + " ") + "are " + String.join(", ", known);
    }

    private Optional<String> first(Predicate<String> chosen) {
        return paths.stream().filter(chosen).findFirst();
    }

    private static String place(String path) {
        int end = path.lastIndexOf('.');
        return end < 0 ? "to the outermost level" : "to the block " + path.substring(0, end);
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
