package dev.pixio.cli.run;

import dev.pixio.cli.console.ErrorReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints}. */
@Command(
        name = "checkpoints",
        mixinStandardHelpOptions = true,
        description = "Lists, verifies and deletes the checkpoints of a run.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CheckpointsListCommand.class, CheckpointsVerifyCommand.class, CheckpointsPruneCommand.class})
public final class CheckpointsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
