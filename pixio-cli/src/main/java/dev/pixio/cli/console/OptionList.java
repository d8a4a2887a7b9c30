package dev.pixio.cli.console;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options in the help of a command: those of the command itself, then each {@link OptionSection}. */
public final class OptionList {

    private OptionList() {}

    /** Renders the options of a command, in the order of their declaration. */
    public static String render(Help help) {
        StringBuilder text = new StringBuilder();
        sections(help.commandSpec()).forEach((heading, options) -> {
            if (text.length() > 0) {
                text.append(System.lineSeparator()).append(heading).append(":").append(System.lineSeparator());
            }
            text.append(layout(help, options));
        });
        return text.toString();
    }

    /** The options of a command by their headings, in the order of their declaration; first its own, under {@code Options}. */
    public static Map<String, List<OptionSpec>> sections(CommandSpec command) {
        Map<String, List<OptionSpec>> headed = new LinkedHashMap<>();
        collect(command, headed);
        List<OptionSpec> rest = command.options().stream()
                .filter(option -> headed.values().stream().noneMatch(section -> contains(section, option)))
                .toList();
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        sections.put("Options", shown(rest));
        headed.forEach((heading, options) -> sections.put(heading, shown(options)));
        return sections;
    }

    private static List<OptionSpec> shown(List<OptionSpec> options) {
        return options.stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
    }

    private static void collect(CommandSpec spec, Map<String, List<OptionSpec>> sections) {
        for (CommandSpec mixin : spec.mixins().values()) {
            OptionSection section = mixin.userObject().getClass().getAnnotation(OptionSection.class);
            if (section == null) {
                collect(mixin, sections);
            } else {
                sections.put(section.value(), mixin.options());
            }
        }
    }

    private static boolean contains(List<OptionSpec> section, OptionSpec option) {
        return section.stream().anyMatch(other -> other.longestName().equals(option.longestName()));
    }

    /** The columns are as wide as those of all options together. */
    private static String layout(Help help, List<OptionSpec> options) {
        CommandSpec command = help.commandSpec();
        Layout layout = help.createDefaultLayout(command.options(), command.positionalParameters(), help.colorScheme());
        layout.addAllOptions(options, help.createDefaultParamLabelRenderer());
        return layout.toString();
    }
}
