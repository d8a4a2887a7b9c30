package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.launch.GroupCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate}. */
@Command(
        name = "evaluate",
        description = "Evaluates frozen encoders: k-NN accuracy, a linear probe, segmentation and depth, beside"
                + " untrained baselines.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EvaluateKnnCommand.class,
            EvaluateLinearCommand.class,
            EvaluateDenseCommand.class,
            EvaluateSegmentationCommand.class,
            EvaluateDepthCommand.class
        })
public final class EvaluateCommand implements Runnable, GroupCommand {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
