package dev.pixio.cli.finetune;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.launch.GroupCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio finetune}. */
@Command(
        name = "finetune",
        mixinStandardHelpOptions = true,
        description = "Trains an encoder and a head together for classification, segmentation or depth.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FinetuneClassificationCommand.class,
            FinetuneSegmentationCommand.class,
            FinetuneDepthCommand.class
        })
public final class FinetuneCommand implements Runnable, GroupCommand {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw ErrorReporter.missingSubcommand(spec);
    }
}
