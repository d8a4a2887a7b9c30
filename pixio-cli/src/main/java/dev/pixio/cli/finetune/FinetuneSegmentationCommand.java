package dev.pixio.cli.finetune;

import static dev.pixio.cli.finetune.FinetuneOptions.orElse;

import dev.pixio.downstream.finetune.plan.AdaptationPlan;
import dev.pixio.downstream.finetune.plan.DensePlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.TaskKind;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio finetune segmentation}. */
@Command(
        name = "segmentation",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = "Trains an encoder and a head for semantic segmentation.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio finetune segmentation --weights runs/mine --data VOCdevkit/VOC2012 --out runs/seg",
            "  pixio finetune segmentation --weights runs/mine --data my-images --classes road,car,sky --head dpt"
        })
final class FinetuneSegmentationCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FinetuneRun run = new FinetuneRun();

    @Mixin
    private PixelOptions options = new PixelOptions();

    @Option(
            names = "--classes",
            paramLabel = "NAMES",
            description = "Names of the classes with commas between them (default: those of the data, or numbers).")
    private @Nullable String classes;

    @Option(
            names = "--class-weights",
            paramLabel = "WEIGHTS",
            description =
                    "Weights of the classes in the loss: none, balanced (inverse to their number of pixels), or numbers"
                            + " such as 1,2.5,1 (default: none).")
    private @Nullable String classWeights;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return run.run(TaskKind.SEGMENTATION, options.with(this::apply), spec);
    }

    private void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
        DensePlan dense = before.dense();
        builder.dense(dense.withClasses(orElse(classes, dense.classes())));
        AdaptationPlan adaptation = before.adaptation();
        builder.adaptation(adaptation.withClassWeights(orElse(classWeights, adaptation.classWeights())));
    }
}
