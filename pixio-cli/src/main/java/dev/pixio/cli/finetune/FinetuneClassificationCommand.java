package dev.pixio.cli.finetune;

import dev.pixio.downstream.finetune.plan.TaskKind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pixio finetune classification}. */
@Command(
        name = "classification",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description =
                "Trains an encoder and a head for classification: the recipe of MAE, with RandAugment, random erasing, mixup,"
                        + " cutmix and label smoothing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio finetune classification --weights runs/mine --data flowers --out runs/flowers",
            "  pixio finetune classification --weights runs/mine --data cifar10/train --test cifar10/test --epochs 20"
        })
final class FinetuneClassificationCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FinetuneRun run = new FinetuneRun();

    @Mixin
    private ClassOptions options = new ClassOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return run.run(TaskKind.CLASSIFICATION, options, spec);
    }
}
