package dev.pixio.bench;

import dev.pixio.augment.Augmentation;
import dev.pixio.bench.measure.ComparisonProtocol;
import dev.pixio.bench.measure.Median;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.data.ImageSource;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.torch.NativeMemory;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench load}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the data loader: images per second that are read, decoded, cropped, resized and flipped with the"
                    + " augmentation of the recipe 'lightly', without a model."
        })
final class LoadBenchmarkCommand implements Callable<Integer> {

    private static final String RECIPE = "lightly";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "SRC",
            required = true,
            description = "Images, as for pretrain: a folder, tar archives, Parquet files, videos.")
    private String data;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads that decode images (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "20",
            description = "Images per batch; an incomplete last batch is dropped (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds after warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--passes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Passes over the images per round (default: ${DEFAULT-VALUE}).")
    private int passes;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Size of the crops after resizing (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--jpeg-scaling",
            paramLabel = "on|off",
            defaultValue = "on",
            description = "As in pixio pretrain (default: ${DEFAULT-VALUE}).")
    private JpegScaling jpegScaling;

    @Option(
            names = "--consumer",
            paramLabel = "NAME",
            defaultValue = "nothing",
            description = "Work per batch: nothing, or normalize, which a training does on the device of the model"
                    + " (default: ${DEFAULT-VALUE}).")
    private LoadBenchmark.Consumer consumer;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--paced",
            description = "Measure one round per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    /**
     * The results of a benchmark.
     *
     * @param imagesPerSecond the median of the rounds
     * @param peakRssMiB the peak resident memory of the process
     */
    record Result(double imagesPerSecond, List<LoadBenchmark.Round> rounds, long peakRssMiB) {}

    @Override
    public Integer call() throws IOException {
        if (LongStream.of(threads, batchSize, rounds, passes, imageSize).anyMatch(setting -> setting < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--threads, --batch-size, --rounds, --passes and --image-size must be at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (ImageSource source =
                RefusedOption.opened(spec, () -> DataSources.STANDARD.open(data, SourceSettings.DEFAULT))) {
            LoadBenchmark benchmark = benchmark(source);
            benchmark.warmUp();
            if (paced) {
                AtomicLong round = new AtomicLong();
                ComparisonProtocol.serve(out, about(source), () -> benchmark.run(round.getAndIncrement()));
            } else {
                print(out, source, measure(benchmark));
            }
        }
        return 0;
    }

    private LoadBenchmark benchmark(ImageSource source) {
        DataPlan plan = Recipe.find(RECIPE).data();
        try {
            return new LoadBenchmark(
                    source,
                    Augmentation.pretraining(imageSize, imageSize, plan.minScale(), plan.maxScale(), plan.flip()),
                    LoaderOptions.training(batchSize, 0).withThreads(threads).withJpegScaling(jpegScaling),
                    passes,
                    consumer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Result measure(LoadBenchmark benchmark) {
        List<LoadBenchmark.Round> measured =
                LongStream.range(0, rounds).mapToObj(benchmark::run).toList();
        List<Double> rates =
                measured.stream().map(LoadBenchmark.Round::imagesPerSecond).collect(Collectors.toList());
        long peak = NativeMemory.peakResident().orElse(0) >> 20;
        return new Result(Median.of(rates), measured, peak);
    }

    private Map<String, Object> about(ImageSource source) {
        return Map.of(
                "side", "pixio",
                "data", source.description(),
                "threads", threads,
                "batchSize", batchSize,
                "imageSize", imageSize,
                "jpegScaling", jpegScaling,
                "consumer", consumer);
    }

    private void print(PrintWriter out, ImageSource source, Result result) {
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(result));
            return;
        }
        out.printf(
                Locale.ROOT, "Loading %s, %d threads, JPEG scaling %s%n", source.description(), threads, jpegScaling);
        for (LoadBenchmark.Round round : result.rounds()) {
            out.printf(Locale.ROOT, "  round %.2f s, %.0f images/s%n", round.seconds(), round.imagesPerSecond());
        }
        out.printf(Locale.ROOT, "%-24s %8.1f images/s%n", "loading", result.imagesPerSecond());
        out.printf(Locale.ROOT, "%-24s %8d MiB%n", "peak memory", result.peakRssMiB());
    }
}
