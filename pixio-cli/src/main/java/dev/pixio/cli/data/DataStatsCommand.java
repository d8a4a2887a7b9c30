package dev.pixio.cli.data;

import dev.pixio.cli.channel.ScaleOptions;
import dev.pixio.cli.channel.StatisticsFile;
import dev.pixio.cli.console.BatchProgress;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.data.ImageSource;
import dev.pixio.data.OrderedTasks;
import dev.pixio.data.score.ChannelFigures;
import dev.pixio.data.score.ChannelStatistics;
import dev.pixio.data.score.RasterStatistics;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.DurableFile;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pixio data stats}. */
@Command(
        name = "stats",
        description =
                "Measures mean, standard deviation and percentiles of each channel over all pixels, after scaling. The file"
                        + " of --out is for --normalize of pretrain.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: measured", "1: failed, with a message", "2: wrong usage"})
final class DataStatsCommand implements Callable<Integer> {

    private static final List<Double> PERCENTILES = List.of(0.1, 1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0, 99.9);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ImagesOptions images = new ImagesOptions();

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Option(names = "--out", paramLabel = "FILE", description = "JSON file to write as well.")
    private @Nullable Path out;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Images that are read in parallel (default: one per core). The numbers do not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RefusedOption.named(spec, () -> new OrderedTasks("", threads));
        ImageInput input = RefusedOption.named(spec, () -> scale.apply(ImageInput.RGB));
        if (out != null) {
            OutputFile.requireNoFolder(out);
            if (!overwrite) {
                OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
            }
            OutputFile.createFolderOf(out);
        }
        PrintWriter stdout = spec.commandLine().getOut();
        BatchProgress progress = new BatchProgress(StatusLine.onTerminal(stdout));
        try (ImageSource source = images.open(spec, input)) {
            ChannelFigures measured = measure(source, input, done -> {
                progress.addComputed();
                progress.update(done, source.size());
            });
            progress.clear();
            if (measured.images() == 0) {
                throw new IOException("no image can be read from " + source.description()
                        + measured.firstUnreadable()
                                .map(first -> "; the first is " + first)
                                .orElse(""));
            }
            print(measured, input, stdout);
            if (out != null) {
                DurableFile.write(out, json(measured, input) + "\n");
            }
            return 0;
        }
    }

    private ChannelFigures measure(ImageSource source, ImageInput input, LongConsumer done)
            throws InterruptedException {
        return input.isRgb8()
                ? ChannelStatistics.of(source, threads, done)
                : RasterStatistics.of(source, input, threads, done);
    }

    private static void print(ChannelFigures measured, ImageInput input, PrintWriter stdout) {
        stdout.printf(
                Locale.ROOT,
                "%,d images, %,d unreadable, %,d pixels%n",
                measured.images(),
                measured.unreadable(),
                measured.pixels());
        stdout.println(
                input.isRgb8()
                        ? "              red    green     blue   (of 1)"
                        : "           " + names(input.channels()) + "   (of 1, scaled by " + input.scaling() + ")");
        stdout.println("mean       " + numbers(measured.mean()));
        stdout.println("deviation  " + numbers(measured.deviation()));
        for (double percent : PERCENTILES) {
            stdout.println(String.format(Locale.ROOT, "%5s %%    ", percent) + numbers(measured.percentile(percent)));
        }
        stdout.flush();
    }

    private static String names(int channels) {
        return IntStream.rangeClosed(1, channels)
                .mapToObj(number -> String.format(Locale.ROOT, "%7d", number))
                .collect(Collectors.joining("  "));
    }

    private static String numbers(List<Double> channels) {
        return channels.stream()
                .map(value -> String.format(Locale.ROOT, "%7.4f", value))
                .collect(Collectors.joining("  "));
    }

    private static String json(ChannelFigures measured, ImageInput input) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        StatisticsFile.put(json, input);
        json.put("images", measured.images());
        json.put("unreadable", measured.unreadable());
        json.put("pixels", measured.pixels());
        add(json.putArray("mean"), measured.mean());
        add(json.putArray("deviation"), measured.deviation());
        ObjectNode percentiles = json.putObject("percentiles");
        for (double percent : PERCENTILES) {
            add(percentiles.putArray(Double.toString(percent)), measured.percentile(percent));
        }
        return json.toPrettyString();
    }

    private static void add(ArrayNode array, List<Double> values) {
        values.forEach(array::add);
    }
}
