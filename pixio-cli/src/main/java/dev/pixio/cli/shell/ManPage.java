package dev.pixio.cli.shell;

import dev.pixio.cli.console.OptionList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Pages of the manual in the macros of man(7), with the headings that {@link OptionList} gives the options of a command. picocli
 * writes AsciiDoc, where {@code *} and braces of a description are markup, and which takes JRuby to become a page.
 */
public final class ManPage {

    private final CommandSpec command;
    private final String date;
    private final String version;
    private final StringBuilder text = new StringBuilder();

    private ManPage(CommandSpec command, String version, String date) {
        this.command = command;
        this.version = version;
        this.date = date;
    }

    /**
     * The pages of a command and of all commands below it: names of files, such as {@code pixio-data-check.1}, with their text.
     *
     * @param version of the program
     * @param date of the pages, such as {@code 2026-11-01}
     */
    public static Map<String, String> all(CommandLine line, String version, String date) {
        Map<String, String> pages = new TreeMap<>();
        collect(line, version, date, pages);
        return pages;
    }

    private static void collect(CommandLine line, String version, String date, Map<String, String> pages) {
        CommandSpec spec = line.getCommandSpec();
        pages.put(fileName(spec), new ManPage(spec, version, date).write());
        line.getSubcommands().values().forEach(command -> collect(command, version, date, pages));
    }

    private static String fileName(CommandSpec spec) {
        return pageName(spec) + ".1";
    }

    private static String pageName(CommandSpec spec) {
        return spec.qualifiedName("-");
    }

    private String write() {
        text.append(".TH ")
                .append(quoted(pageName(command).toUpperCase(Locale.ROOT)))
                .append(" 1 ")
                .append(date)
                .append(' ')
                .append(quoted("Pixio " + version))
                .append(' ')
                .append(quoted("Pixio manual"))
                .append('\n');
        List<String> description = HelpText.lines(command.usageMessage().description());
        heading("Name");
        text.append(escaped(pageName(command)))
                .append(" \\- ")
                .append(escaped(HelpText.summary(description)))
                .append('\n');
        heading("Synopsis");
        synopsis();
        if (!description.isEmpty()) {
            heading("Description");
            paragraphs(description);
        }
        parameters();
        options();
        commands();
        footer();
        seeAlso();
        return text.toString();
    }

    private void synopsis() {
        text.append(".B ").append(escaped(command.qualifiedName(" "))).append('\n');
        String rest = new Help(command, Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .strip();
        line(rest.substring(Math.min(rest.length(), command.qualifiedName(" ").length()))
                .strip());
    }

    private void parameters() {
        List<PositionalParamSpec> shown = command.positionalParameters().stream()
                .filter(parameter -> !parameter.hidden())
                .toList();
        if (!shown.isEmpty()) {
            heading("Arguments");
            shown.forEach(parameter -> item("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter));
        }
    }

    private void options() {
        OptionList.sections(command).forEach((heading, options) -> {
            if (!options.isEmpty()) {
                heading(heading);
                options.forEach(option -> item(names(option), option));
            }
        });
    }

    private static String names(OptionSpec option) {
        String names = Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        return option.arity().max() == 0
                ? names
                : names + "=\\fI" + escaped(option.paramLabel().replaceAll("[<>]", "")) + "\\fR";
    }

    private void item(String tag, ArgSpec argument) {
        text.append(".TP\n").append(tag).append('\n');
        List<String> description = HelpText.lines(argument.description());
        if (description.isEmpty()) {
            text.append("\\&\n");
        }
        description.forEach(this::line);
    }

    private void commands() {
        Map<String, CommandLine> commands = command.subcommands();
        if (commands.isEmpty()) {
            return;
        }
        heading("Commands");
        commands.forEach((name, line) -> {
            text.append(".TP\n\\fB").append(escaped(name)).append("\\fR\n");
            line(HelpText.summary(
                    HelpText.lines(line.getCommandSpec().usageMessage().description())));
        });
    }

    private void footer() {
        List<String> lines =
                new ArrayList<>(HelpText.lines(command.usageMessage().footer()));
        if (lines.isEmpty()) {
            return;
        }
        String title = String.join(" ", HelpText.lines(command.usageMessage().footerHeading()))
                .strip()
                .replaceAll(":$", "");
        heading(title.isEmpty() ? "Notes" : title);
        text.append(".nf\n");
        lines.forEach(this::line);
        text.append(".fi\n");
    }

    private void seeAlso() {
        List<CommandSpec> others = new ArrayList<>();
        if (command.parent() != null) {
            others.add(command.parent());
        }
        command.subcommands().values().forEach(line -> others.add(line.getCommandSpec()));
        if (!others.isEmpty()) {
            heading("See also");
            text.append(others.stream()
                            .map(other -> "\\fB" + escaped(pageName(other)) + "\\fR(1)")
                            .collect(Collectors.joining(",\n")))
                    .append('\n');
        }
    }

    private void heading(String title) {
        text.append(".SH ").append(quoted(title.toUpperCase(Locale.ROOT))).append('\n');
    }

    private void paragraphs(List<String> lines) {
        boolean isBreak = false;
        boolean hasText = false;
        for (String line : lines) {
            if (line.isBlank()) {
                isBreak = hasText;
                continue;
            }
            if (isBreak) {
                text.append(".PP\n");
                isBreak = false;
            }
            line(line);
            hasText = true;
        }
    }

    /** A line of text; one that begins with a control character of roff, or with a blank, is protected. */
    private void line(String line) {
        String escaped = escaped(line.stripTrailing());
        if (!escaped.isEmpty()) {
            text.append(escaped.matches("(?s)[.' ].*") ? "\\&" : "")
                    .append(escaped)
                    .append('\n');
        }
    }

    private static String quoted(String word) {
        return '"' + escaped(word).replace("\"", "\\(dq") + '"';
    }

    /** Backslashes and hyphens are plain characters, so that options can be copied from the page. */
    private static String escaped(String plain) {
        return plain.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("`", "\\(ga")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
    }
}
