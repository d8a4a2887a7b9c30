package dev.pixio.cli.finetune;

import static dev.pixio.cli.finetune.FinetuneOptions.orElse;

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

/** {@code pixio finetune depth}. */
@Command(
        name = "depth",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = "Trains an encoder and a head for depth.",
        footerHeading = "%nExamples:%n",
        footer = {"  pixio finetune depth --weights runs/mine --data my-images --max-depth 20 --out runs/depth"})
final class FinetuneDepthCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private FinetuneRun run = new FinetuneRun();

    @Mixin
    private PixelOptions options = new PixelOptions();

    @Option(
            names = "--depth-scale",
            paramLabel = "N",
            description = "Number that is stored for one metre (default: that of the data; 1000 for pairs).")
    private @Nullable Double depthScale;

    @Option(
            names = "--min-depth",
            paramLabel = "METRES",
            description = "Smallest depth that counts (default: that of the data, or 0.001).")
    private @Nullable Double minDepth;

    @Option(
            names = "--max-depth",
            paramLabel = "METRES",
            description = "Largest depth that counts (default: that of the data).")
    private @Nullable Double maxDepth;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return run.run(TaskKind.DEPTH, options.with(this::apply), spec);
    }

    private void apply(FineTuningPlan before, FineTuningPlanBuilder builder) {
        DensePlan dense = before.dense();
        builder.dense(dense.withDepths(
                orElse(depthScale, dense.depthScale()),
                orElse(minDepth, dense.minDepth()),
                orElse(maxDepth, dense.maxDepth())));
    }
}
