package dev.pixio.bench;

import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.precision.Workload;
import dev.pixio.train.plan.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench checkpoint}. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description =
                "Measures how much a checkpoint delays training, in rounds that alternate with steps without one.")
final class CheckpointBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = "Recipe of the model (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "16",
            description = "Images per step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            description = "Images per forward and backward pass (default: the batch).")
    private @Nullable Integer microBatch;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps of a round, enough to write a checkpoint (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds after one for warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Folder of the checkpoints, on the disk to be measured; it is kept (default: a temporary folder).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batchSize < 1 || steps < 1 || rounds < 1 || (microBatch != null && microBatch < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--batch-size, --micro-batch, --steps and --rounds must be at least 1");
        }
        CheckpointBenchmark.Work work = work();
        PrintWriter out = spec.commandLine().getOut();
        Path target = folder == null ? Files.createTempDirectory("pixio-checkpoints") : folder;
        try (CheckpointBenchmark benchmark = new CheckpointBenchmark(work, target)) {
            CheckpointBenchmark.Result result = benchmark.run(rounds);
            out.println(JsonMapper.shared().writeValueAsString(result));
            out.printf(
                    Locale.ROOT,
                    "checkpoint of %.0f MB: delay of %.2f steps of %.2f s (copy %.2f steps), %.2f %% at one in 100 steps%n",
                    result.bytes() / 1e6,
                    result.heldUpShare(),
                    result.stepSeconds(),
                    result.copyShare(),
                    100 * result.oneIn100());
        }
        return 0;
    }

    private CheckpointBenchmark.Work work() {
        try {
            compute.applyThreads();
            Recipe settings = Recipe.find(recipe);
            return new CheckpointBenchmark.Work(
                    settings,
                    compute.device(),
                    compute.precision(Workload.training(settings.model())),
                    batchSize,
                    microBatch == null ? batchSize : microBatch,
                    steps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
