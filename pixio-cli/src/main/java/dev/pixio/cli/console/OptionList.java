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
        CommandSpec command = help.commandSpec();
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        collect(command, sections);
        List<OptionSpec> rest = command.options().stream()
                .filter(option -> sections.values().stream().noneMatch(section -> contains(section, option)))
                .toList();
        StringBuilder text = new StringBuilder(layout(help, rest));
        sections.forEach((heading, options) -> text.append(System.lineSeparator())
                .append(heading)
                .append(":")
                .append(System.lineSeparator())
                .append(layout(help, options)));
        return text.toString();
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
        List<OptionSpec> shown = options.stream()
                .filter(option -> !option.hidden())
                .sorted(Comparator.comparingInt(OptionSpec::order))
                .toList();
        layout.addAllOptions(shown, help.createDefaultParamLabelRenderer());
        return layout.toString();
    }
}
