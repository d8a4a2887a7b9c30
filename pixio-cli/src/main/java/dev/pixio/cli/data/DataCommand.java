package dev.pixio.cli.data;

import dev.pixio.cli.console.ErrorReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio data}. */
@Command(
        name = "data",
        description = "Checks, scores, selects and shows images, measures their channels, and writes built-in scenes as"
                + " image files.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DataCheckCommand.class,
            DataScoreCommand.class,
            DataCurateCommand.class,
            DataStatsCommand.class,
            DataShowCommand.class,
            DataScenesCommand.class
        })
public final class DataCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
