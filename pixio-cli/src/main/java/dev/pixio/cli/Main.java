package dev.pixio.cli;

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
        EngineStart engine = EngineStart.ahead(arguments, System.err);
        int code = commandLine()
                .setExecutionStrategy(parsed -> {
                    engine.await();
                    return new CommandLine.RunLast().execute(parsed);
                })
                .execute(arguments);
        System.exit(code);
    }

    /** The whole command line, with what other wings add to it. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        for (Subcommand added : ServiceLoader.load(Subcommand.class)) {
            line.addSubcommand(added);
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(Console.colours())
                .setParameterExceptionHandler(Failures::badUsage)
                .setExecutionExceptionHandler((e, failed, parsed) ->
                        main.debug ? Failures.failedWithStackTrace(e, failed) : Failures.failed(e, failed));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: a command is missing");
    }
}
