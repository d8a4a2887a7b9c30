package dev.pixio.cli.show;

import dev.pixio.cli.console.ErrorReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio show}. */
@Command(
        name = "show",
        description = "Draws what an encoder computes from images.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ShowFeaturesCommand.class)
public final class ShowCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
