package dev.pixio.bench;

import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.model.config.Activations;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.plan.Recipe;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench step}. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a whole training step: images per second, and the share of the rate of a 2048 x 2048 matrix product in"
                    + " the same precision, measured in alternation."
        })
final class StepBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "lightly",
            description = "Recipe of the model (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "8",
            description = "Images per step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            description = "Images per forward and backward pass (default: the batch).")
    private @Nullable Integer microBatch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds of one step, after one for warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--checkpoint-activations",
            description = "Keep only the input of each block and recompute its activations in the backward pass.")
    private boolean checkpointActivations;

    @Option(
            names = "--paced",
            description = "Measure one step per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        StepBenchmark.Work work = work();
        String title = String.format(
                Locale.ROOT, "Training step of '%s', %s, %d threads", recipe, work.precision(), Libtorch.threads());
        if (!json && !paced) {
            out.println(title);
            out.flush();
        }
        try (StepBenchmark benchmark = new StepBenchmark(work)) {
            if (paced) {
                ComparisonProtocol.serve(
                        out, Map.of("what", title), () -> benchmark.result(List.of(benchmark.round())));
            } else {
                print(out, benchmark.run(rounds, round -> print(out, round)));
            }
        }
        return 0;
    }

    private StepBenchmark.Work work() {
        if (batchSize < 1 || rounds < 1 || (microBatch != null && microBatch < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--batch-size, --micro-batch and --rounds must be at least 1");
        }
        try {
            compute.applyThreads();
            Recipe settings = Recipe.find(recipe);
            return new StepBenchmark.Work(
                    settings.model(),
                    settings.optimizer(batchSize),
                    compute.device(),
                    compute.precision(Workload.training(settings.model())),
                    checkpointActivations ? Activations.RECOMPUTED : Activations.KEPT,
                    batchSize,
                    microBatch == null ? batchSize : microBatch);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(PrintWriter out, StepBenchmark.Round round) {
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "  step %.2f s, matrix product %.0f GFLOP/s%n",
                    round.seconds(),
                    round.boundFlops() / 1e9);
            out.flush();
        }
    }

    private void print(PrintWriter out, StepBenchmark.Result result) {
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(result));
            return;
        }
        out.printf(Locale.ROOT, "%-24s %8.2f images/s%n", "training", result.imagesPerSecond());
        out.printf(
                Locale.ROOT,
                "%-24s %8.2f images/s (%.0f GFLOP/s, products of %d x %d)%n",
                "bound",
                result.boundImagesPerSecond(),
                result.boundGigaflops(),
                StepBenchmark.MATRIX,
                StepBenchmark.MATRIX);
        out.printf(Locale.ROOT, "%-24s %8.0f %%%n", "share of the bound", 100 * result.share());
        out.printf(Locale.ROOT, "%-24s %8d MiB%n", "peak memory", result.peakRssMiB());
    }
}
