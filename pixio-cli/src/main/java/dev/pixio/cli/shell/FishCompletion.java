package dev.pixio.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A completion script for fish, which picocli does not write: {@code complete} once for each command and each option. */
final class FishCompletion {

    private final CommandLine root;

    FishCompletion(CommandLine root) {
        this.root = root;
    }

    String script() {
        String name = root.getCommandName();
        StringBuilder script = new StringBuilder();
        List<String> paths = new ArrayList<>();
        collectPaths(root, name, paths);
        script.append("# Completion of ").append(name).append(" for fish.\n\n");
        script.append("# Prints the command that the words before the cursor name, with its subcommands.\n");
        script.append("function __").append(name).append("_command\n");
        script.append("    set -l found ").append(name).append('\n');
        script.append("    for word in (commandline -opc)[2..-1]\n");
        script.append("        contains -- \"$found $word\"");
        paths.forEach(path -> script.append(" \\\n            ").append(quoted(path)));
        script.append("\n        and set found \"$found $word\"\n");
        script.append("    end\n    echo $found\nend\n\n");
        script.append("function __").append(name).append("_is\n");
        script.append("    test (__").append(name).append("_command) = \"$argv\"\nend\n\n");
        complete(root, name, script);
        return script.toString();
    }

    private static void collectPaths(CommandLine line, String path, List<String> paths) {
        line.getSubcommands().forEach((name, command) -> {
            paths.add(path + " " + name);
            collectPaths(command, path + " " + name, paths);
        });
    }

    private void complete(CommandLine line, String path, StringBuilder script) {
        String start = "complete -c " + root.getCommandName() + " -n '__" + root.getCommandName() + "_is " + path + "'";
        line.getSubcommands()
                .forEach((name, command) -> script.append(start)
                        .append(" -f -a ")
                        .append(name)
                        .append(description(
                                command.getCommandSpec().usageMessage().description()))
                        .append('\n'));
        CommandSpec spec = line.getCommandSpec();
        spec.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> script.append(start).append(flags(option)).append('\n'));
        line.getSubcommands().forEach((name, command) -> complete(command, path + " " + name, script));
    }

    private static String flags(OptionSpec option) {
        StringBuilder flags = new StringBuilder();
        for (String name : option.names()) {
            if (name.startsWith("--")) {
                flags.append(" -l ").append(name.substring(2));
            } else {
                flags.append(name.length() == 2 ? " -s " : " -o ").append(name.substring(1));
            }
        }
        Iterable<String> values = option.completionCandidates();
        if (option.arity().max() > 0 && values != null) {
            StringJoiner words = new StringJoiner(" ");
            values.forEach(words::add);
            flags.append(" -x -a ").append(quoted(words.toString()));
        } else if (option.arity().max() > 0) {
            flags.append(" -r"); // a value, of which fish completes files
        }
        return flags.append(description(option.description())).toString();
    }

    /** The first sentence. */
    private static String description(String... lines) {
        String summary = HelpText.summary(HelpText.lines(lines));
        return summary.isEmpty() ? "" : " -d " + quoted(summary);
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'";
    }
}
