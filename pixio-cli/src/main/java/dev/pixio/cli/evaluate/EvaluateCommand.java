package dev.pixio.cli.evaluate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate}. */
@Command(
        name = "evaluate",
        description = "Says what an encoder's features are worth, beside those of one that has learned nothing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EvaluateKnnCommand.class, EvaluateLinearCommand.class})
public final class EvaluateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say how to evaluate: knn or linear; a command is missing");
    }
}
