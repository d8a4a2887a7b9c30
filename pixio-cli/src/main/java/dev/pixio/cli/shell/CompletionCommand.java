package dev.pixio.cli.shell;

import java.util.Comparator;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code pixio completion}. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options in a shell.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(pixio completion bash)                                        in ~/.bashrc",
            "  source <(pixio completion zsh)                                         in ~/.zshrc",
            "  pixio completion fish > ~/.config/fish/completions/pixio.fish          once"
        })
public final class CompletionCommand implements Runnable {

    /** A shell whose completion can be scripted. */
    public enum Shell {
        /** GNU bash. */
        BASH,
        /** zsh, by its emulation of the completion of bash. */
        ZSH,
        /** fish. */
        FISH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: bash, zsh, fish.")
    private Shell shell;

    @Override
    public void run() {
        spec.commandLine().getOut().print(script(spec.root().commandLine(), shell));
        spec.commandLine().getOut().flush();
    }

    /** The script that completes all commands of a command line; it is to be sourced, or for fish to be stored. */
    public static String script(CommandLine line, Shell shell) {
        sortOptions(line);
        return switch (shell) {
            case BASH, ZSH -> AutoComplete.bash(line.getCommandName(), line);
            case FISH -> new FishCompletion(line).script();
        };
    }

    /** By name: the JVM reports annotated methods in another order in each process, and an archive is the same bytes each time. */
    private static void sortOptions(CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        List<OptionSpec> options = command.options().stream()
                .filter(option -> option.scopeType() == ScopeType.LOCAL && !option.inherited())
                .sorted(Comparator.comparing(OptionSpec::longestName))
                .toList();
        options.forEach(command::remove);
        options.forEach(command::addOption);
        line.getSubcommands().values().forEach(CompletionCommand::sortOptions);
    }
}
