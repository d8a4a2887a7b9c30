package dev.pixio.cli.distill;

import java.util.Map;
import java.util.Set;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Of the options that commands of training share, leaves out those that a distillation does not have, and describes its defaults. */
final class DistillOptions implements IModelTransformer {

    private static final Set<String> LEFT_OUT = Set.of(
            "--freeze-encoder-for",
            "--freeze-blocks",
            "--checkpoint-activations",
            "--gradients",
            "--cuda-graphs",
            "--keep-reconstructions");

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "--queue-ahead",
            "Whether a GPU works on the next step while loss and gradient norm of the last one are read: auto, on or off"
                    + " (default: auto, which is off until it was measured on a GPU).",
            "--epochs",
            "Number of epochs (default: 100).",
            "--batch-size",
            "Images per optimizer step, over all micro-batches (default: 256).",
            "--lr",
            "Peak learning rate (default: 1e-3 for a batch of 8192, in proportion to the batch size).",
            "--schedule",
            "Learning-rate schedule: constant, or cosine down to 0 (default: cosine).",
            "--warmup",
            "Warm-up of the learning rate, as a share of all steps (default: 0.1).",
            "--weight-decay",
            "Weight decay of AdamW, on matrices (default: 0.05).",
            "--flip",
            "Probability of a horizontal flip (default: 0).",
            "--micro-batch",
            "Images per forward and backward pass (default: 32).",
            "--checkpoint-every",
            "Interval of checkpoints, in steps or time: 500steps, 90s, 30min, 2h (default: 500steps). The last step is"
                    + " always saved.");

    @Override
    public CommandSpec transform(CommandSpec command) {
        command.mixins().values().forEach(this::transform); // the help lists the options of each
        for (String name : LEFT_OUT) {
            OptionSpec option = command.findOption(name);
            if (option != null) {
                command.remove(option);
            }
        }
        DESCRIPTIONS.forEach((name, description) -> {
            OptionSpec option = command.findOption(name);
            if (option != null) {
                command.remove(option);
                command.addOption(
                        OptionSpec.builder(option).description(description).build());
            }
        });
        return command;
    }
}
