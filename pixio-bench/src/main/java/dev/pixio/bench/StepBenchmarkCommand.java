package dev.pixio.bench;

import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.cli.option.ModelOptions;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.TrainingPlanBuilder;
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
            "Measures whole training steps: images per second, and the share of the rate of a 2048 x 2048 matrix product in"
                    + " the same precision by the same library, measured in alternation."
        })
final class StepBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** Images per step of recipes for larger batches, which take minutes on a CPU. */
    private static final int LARGEST_DEFAULT_BATCH = 32;

    private static final int SMALL_BATCH = 8;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "lightly",
            description = "Recipe of the model and the optimizer (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            description = "Images per step (quick: 16 as in training, others: 8).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "IMAGES",
            description = "Images per forward and backward pass (default: the batch).")
    private @Nullable Integer microBatch;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds, after one for warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--round-seconds",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "A round has one step, or as many as take this long (default: ${DEFAULT-VALUE}).")
    private double roundSeconds;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--checkpoint-activations",
            description = "Keep only the input of each block and recompute its activations in the backward pass.")
    private boolean checkpointActivations;

    @Option(
            names = "--paced",
            description = "Measure one round per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        StepBenchmark.Work work = work();
        String title = String.format(
                Locale.ROOT,
                "Training step of '%s', %s, %d threads, batch size %d",
                recipe,
                work.precision(),
                Libtorch.threads(),
                work.batchSize());
        if (!json && !paced) {
            out.println(title);
            out.flush();
        }
        try (StepBenchmark benchmark = new StepBenchmark(work)) {
            if (paced) {
                ComparisonProtocol.serve(
                        out, about(title, work, benchmark), () -> benchmark.result(List.of(benchmark.round())));
            } else {
                print(out, benchmark.run(rounds, round -> print(out, round)));
            }
        }
        return 0;
    }

    private StepBenchmark.Work work() {
        try {
            compute.applyThreads();
            TrainingPlanBuilder plan =
                    new TrainingPlanBuilder(Recipe.find(recipe).plan());
            model.apply(plan);
            int batch = batchSize == null ? defaultBatch() : batchSize;
            if (!(roundSeconds >= 0 && roundSeconds <= 3600)) {
                throw new IllegalArgumentException("--round-seconds must be from 0 to 3600, not " + roundSeconds);
            }
            if (batch < 1 || rounds < 1 || (microBatch != null && microBatch < 1)) {
                throw new IllegalArgumentException("--batch-size, --micro-batch and --rounds must be at least 1");
            }
            return new StepBenchmark.Work(
                    plan.model(),
                    plan.batchSize(batch).optimizer(),
                    compute.device(),
                    compute.precision(Workload.training(plan.model())),
                    checkpointActivations ? Activations.RECOMPUTED : Activations.KEPT,
                    batch,
                    microBatch == null ? batch : microBatch,
                    roundSeconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int defaultBatch() {
        int trained = Recipe.find(recipe).batchSize();
        return trained <= LARGEST_DEFAULT_BATCH ? trained : SMALL_BATCH;
    }

    /** What is measured. {@code bench/compare} checks that batch, parameters and tokens are those of the other program. */
    private static Map<String, Object> about(String title, StepBenchmark.Work work, StepBenchmark benchmark) {
        PixioConfig config = work.config();
        int classTokens = config.encoder().classTokens();
        Map<String, Object> about = ComparisonProtocol.about(title);
        about.put("precision", work.precision().toString());
        about.put("batchSize", work.batchSize());
        about.put("microBatch", work.microBatch());
        about.put("parameters", benchmark.parameters());
        about.put(
                "tokens", // of the encoder and of the decoder, per image
                List.of(
                        classTokens + config.mask().keptPatches(config.grid()),
                        classTokens + config.grid().patches()));
        about.put("bound", benchmark.bound());
        return about;
    }

    private void print(PrintWriter out, StepBenchmark.Round round) {
        if (!json) {
            out.printf(
                    Locale.ROOT,
                    "  step %.3f s, matrix product %.0f GFLOP/s%n",
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
                "%-24s %8.2f images/s (%.0f GFLOP/s, products of %d x %d, %s)%n",
                "bound",
                result.boundImagesPerSecond(),
                result.boundGigaflops(),
                ProductRate.SIZE,
                ProductRate.SIZE,
                result.bound());
        out.printf(Locale.ROOT, "%-24s %8.0f %%%n", "share of the bound", 100 * result.share());
        out.printf(Locale.ROOT, "%-24s %8d%n", "parameters", result.parameters());
        out.printf(Locale.ROOT, "%-24s %8d MiB%n", "peak memory", result.peakRssMiB());
    }
}
