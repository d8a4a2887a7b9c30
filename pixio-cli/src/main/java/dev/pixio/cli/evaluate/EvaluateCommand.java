package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.ErrorReporter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate}. */
@Command(
        name = "evaluate",
        description = "Evaluates frozen encoders: k-NN accuracy or a linear probe, beside untrained baselines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {EvaluateKnnCommand.class, EvaluateLinearCommand.class})
public final class EvaluateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
