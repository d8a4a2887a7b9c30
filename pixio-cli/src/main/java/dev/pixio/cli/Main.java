package dev.pixio.cli;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.data.DataCommand;
import dev.pixio.cli.embed.EmbedCommand;
import dev.pixio.cli.evaluate.EvaluateCommand;
import dev.pixio.cli.pretrain.PretrainCommand;
import dev.pixio.cli.run.CheckpointsCommand;
import dev.pixio.cli.run.ReconstructCommand;
import dev.pixio.cli.run.ReportCommand;
import dev.pixio.cli.weights.ConvertCommand;
import dev.pixio.cli.weights.ExportCommand;
import dev.pixio.cli.weights.InfoCommand;
import dev.pixio.cli.weights.ModelsCommand;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code pixio}. */
@Command(
        name = "pixio",
        description = "Self-supervised vision pre-training on the JVM, by the Pixio method.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PretrainCommand.class,
            ReconstructCommand.class,
            ReportCommand.class,
            CheckpointsCommand.class,
            EvaluateCommand.class,
            ConvertCommand.class,
            EmbedCommand.class,
            DataCommand.class,
            ExportCommand.class,
            ModelsCommand.class,
            InfoCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footer = {"", "Begin with: pixio pretrain", "Then: pixio COMMAND --help"})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error, not its one line alone.")
    private boolean debug;

    private Main() {}

    /** Runs what the arguments ask for, and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        NativeLibraryLoader engine = NativeLibraryLoader.ahead(arguments, System.err);
        int code = commandLine()
                .setExecutionStrategy(parsed -> {
                    engine.await();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .execute(arguments);
        System.exit(code);
    }

    /** The whole command line, with what other wings add to it. */
    public static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        for (Subcommand added : ServiceLoader.load(Subcommand.class)) {
            line.addSubcommand(added);
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(Console.colours())
                .setParameterExceptionHandler(ErrorReporter::badUsage)
                .setExecutionExceptionHandler((e, failed, parsed) ->
                        main.debug ? ErrorReporter.failedWithStackTrace(e, failed) : ErrorReporter.failed(e, failed));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: a command is missing");
    }
}
