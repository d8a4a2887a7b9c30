package dev.pixio.cli.run;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio checkpoints}: what is saved of a run. */
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
        throw new ParameterException(spec.commandLine(), "say what to do with them: list, verify or prune");
    }
}
