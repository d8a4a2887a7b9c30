package dev.pixio.bench.step;

import dev.pixio.bench.measure.ComparisonProtocol;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Libtorch;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Measures whole training steps: images per second, and the share of the rate of a large matrix product in"
                    + " the same precision by the same library, measured in alternation."
        })
public final class StepBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private StepOptions options = new StepOptions();

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
            names = "--paced",
            description = "Measure one round per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        StepBenchmark.Work work = work();
        String title = options.title(work);
        if (!json && !paced) {
            out.println(title);
            out.flush();
        }
        try (StepBenchmark benchmark = new StepBenchmark(work)) {
            if (paced) {
                ComparisonProtocol.serve(
                        out,
                        about(title, work, benchmark),
                        () -> benchmark.result(List.of(benchmark.round())),
                        work.device());
            } else {
                print(out, benchmark.run(rounds, round -> print(out, round)));
            }
        }
        return 0;
    }

    private StepBenchmark.Work work() {
        try {
            if (!(roundSeconds >= 0 && roundSeconds <= 3600)) {
                throw new IllegalArgumentException("--round-seconds must be from 0 to 3600, not " + roundSeconds);
            }
            if (rounds < 1) {
                throw new IllegalArgumentException("--rounds must be at least 1");
            }
            return options.work(roundSeconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** What is measured. {@code bench/compare} checks that batch, parameters and tokens are those of the other program. */
    private static Map<String, Object> about(String title, StepBenchmark.Work work, StepBenchmark benchmark) {
        PixioConfig config = work.config();
        int classTokens = config.encoder().classTokens();
        Map<String, Object> about = ComparisonProtocol.about(title);
        about.put("precision", work.pass().precision().toString());
        about.put("gradients", work.pass().gradients().toString());
        about.put("batchSize", work.batchSize());
        about.put("microBatch", work.microBatch());
        about.put("parameters", benchmark.parameters());
        about.put(
                "tokens", // of the encoder and of the decoder, per image
                List.of(
                        classTokens + config.mask().keptPatches(config.grid()),
                        classTokens + config.grid().patches()));
        about.put("bound", benchmark.bound());
        about.put("tf32", Libtorch.usesTf32());
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
                result.boundSize(),
                result.boundSize(),
                result.bound());
        out.printf(Locale.ROOT, "%-24s %8.0f %%%n", "share of the bound", 100 * result.share());
        out.printf(Locale.ROOT, "%-24s %8d%n", "parameters", result.parameters());
        out.printf(Locale.ROOT, "%-24s %8d MiB%n", "peak memory", result.peakRssMiB());
        if (result.peakDeviceMiB() > 0) {
            out.printf(Locale.ROOT, "%-24s %8d MiB%n", "peak memory, GPU", result.peakDeviceMiB());
        }
    }
}
