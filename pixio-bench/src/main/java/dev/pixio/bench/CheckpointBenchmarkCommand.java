package dev.pixio.bench;

import dev.pixio.cli.option.ComputeOptions;
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
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description =
                "Measures what a checkpoint costs the steps beside which it is written, in turns with steps without one.")
final class CheckpointBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "quick",
            description = "Whose model is trained (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "16",
            description = "Images in a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            description = "Images that go through the model at once (default: the batch).")
    private @Nullable Integer microBatch;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps of a turn; enough that a checkpoint is written in them (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Turns that count, after one that does not (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where checkpoints are written, on the disk to be measured; it stays (default: a temporary one).")
    private @Nullable Path folder;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (batchSize < 1 || steps < 1 || rounds < 1 || (microBatch != null && microBatch < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--batch-size, --micro-batch, --steps and --rounds must be at least 1");
        }
        CheckpointBenchmark.Work work = work();
        PrintWriter out = spec.commandLine().getOut();
        Path where = folder == null ? Files.createTempDirectory("pixio-checkpoints") : folder;
        try (CheckpointBenchmark benchmark = new CheckpointBenchmark(work, where)) {
            CheckpointBenchmark.Result result = benchmark.run(rounds);
            out.println(JsonMapper.shared().writeValueAsString(result));
            out.printf(
                    Locale.ROOT,
                    "a checkpoint of %.0f MB costs %.2f steps of %.2f s (%.2f to copy it): %.2f %% at one in 100 steps%n",
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
            return new CheckpointBenchmark.Work(
                    Recipe.find(recipe),
                    compute.device(),
                    compute.precision(),
                    batchSize,
                    microBatch == null ? batchSize : microBatch,
                    steps);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
