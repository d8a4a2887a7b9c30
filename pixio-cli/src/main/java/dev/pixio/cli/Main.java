package dev.pixio.cli;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.OptionList;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.data.DataCommand;
import dev.pixio.cli.distill.DistillCommand;
import dev.pixio.cli.embed.EmbedCommand;
import dev.pixio.cli.evaluate.EvaluateCommand;
import dev.pixio.cli.finetune.FinetuneCommand;
import dev.pixio.cli.launch.LaunchCommand;
import dev.pixio.cli.launch.OtherProcesses;
import dev.pixio.cli.predict.PredictCommand;
import dev.pixio.cli.pretrain.PretrainCommand;
import dev.pixio.cli.run.CheckpointsCommand;
import dev.pixio.cli.run.ReconstructCommand;
import dev.pixio.cli.run.ReportCommand;
import dev.pixio.cli.search.IndexCommand;
import dev.pixio.cli.search.SearchCommand;
import dev.pixio.cli.serve.ServeCommand;
import dev.pixio.cli.shell.CompletionCommand;
import dev.pixio.cli.show.ShowCommand;
import dev.pixio.cli.spark.SparkEmbedCommand;
import dev.pixio.cli.weights.ConvertCommand;
import dev.pixio.cli.weights.ExportCommand;
import dev.pixio.cli.weights.InfoCommand;
import dev.pixio.cli.weights.ModelsCommand;
import dev.pixio.image.LinkFailure;
import java.util.Locale;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code pixio}. */
@Command(
        name = "pixio",
        description = "Self-supervised pre-training of vision transformers on the JVM (Pixio, a masked autoencoder).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PretrainCommand.class,
            FinetuneCommand.class,
            LaunchCommand.class,
            DistillCommand.class,
            ReconstructCommand.class,
            ReportCommand.class,
            CheckpointsCommand.class,
            EvaluateCommand.class,
            ConvertCommand.class,
            EmbedCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            ShowCommand.class,
            PredictCommand.class,
            ServeCommand.class,
            SparkEmbedCommand.class,
            DataCommand.class,
            ExportCommand.class,
            ModelsCommand.class,
            InfoCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        footer = {"", "Run 'pixio COMMAND --help' for the options of a command."})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an error instead of one line.")
    private boolean debug;

    private Main() {}

    /** Runs a command and exits the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT); // also for the libraries: numbers, dates and upper case are the same everywhere
        NativeLibraryLoader natives = NativeLibraryLoader.ahead(arguments, System.err);
        int code = commandLine()
                .setExecutionStrategy(parsed -> {
                    try {
                        natives.await();
                    } catch (IllegalStateException e) {
                        if (explainsGpu(parsed)) {
                            return runLast(parsed);
                        }
                        throw new ExecutionException(parsed.commandSpec().commandLine(), e.getMessage(), e);
                    }
                    return runLast(parsed);
                })
                .execute(arguments);
        System.exit(code);
    }

    /** The complete command line, including the commands that other modules add. */
    public static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        for (Subcommand added : ServiceLoader.load(Subcommand.class)) {
            line.addSubcommand(added);
        }
        formatHelp(line);
        return line.setOverwrittenOptionsAllowed(true) // the last one holds
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::runLast)
                .setUsageHelpAutoWidth(true)
                .setColorScheme(Console.colours())
                .setParameterExceptionHandler(ErrorReporter::badUsage)
                .setExecutionExceptionHandler((e, failed, parsed) ->
                        main.debug ? ErrorReporter.failedWithStackTrace(e, failed) : ErrorReporter.failed(e, failed));
    }

    private static boolean explainsGpu(ParseResult parsed) {
        return parsed.hasSubcommand()
                && parsed.subcommand().commandSpec().userObject() instanceof InfoCommand info
                && info.isAboutGpu();
    }

    private static int runLast(ParseResult parsed) {
        ErrorReporter.requireValues(parsed);
        if (!OtherProcesses.runs(parsed)) {
            return 0;
        }
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (LinkageError e) {
            String message = LinkFailure.ofNativeLibrary(e)
                    .map(reason -> "a native library cannot be loaded: " + reason)
                    .orElseGet(() -> "a Java class cannot be loaded, or is of another version than its callers: "
                            + LinkFailure.namedReason(e));
            throw new ExecutionException(
                    parsed.commandSpec().commandLine(), message, new IllegalStateException(message, e));
        }
    }

    /** The same headings in the help of all commands, and options in the order of their declaration. */
    private static void formatHelp(CommandLine line) {
        line.getCommandSpec()
                .usageMessage()
                .descriptionHeading("%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n")
                .commandListHeading("%nCommands:%n")
                .sortOptions(false);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionList::render);
        line.getSubcommands().values().forEach(Main::formatHelp);
    }

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
