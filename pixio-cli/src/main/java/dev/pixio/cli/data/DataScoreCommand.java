package dev.pixio.cli.data;

import dev.pixio.cli.channel.ScaleOptions;
import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.BatchProgress;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.OrderedTasks;
import dev.pixio.data.score.DuplicateFinder;
import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.WeightFingerprint;
import dev.pixio.eval.score.LossScorer;
import dev.pixio.eval.score.ScoreFormat;
import dev.pixio.eval.score.ScoreRun;
import dev.pixio.eval.score.ScoreSettings;
import dev.pixio.eval.score.ScoreSummary;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Pixio;
import dev.pixio.torch.Libtorch;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio data score}. */
@Command(
        name = "score",
        description = {
            "Writes scores of images, by which 'pixio pretrain --scores' selects those of a training.",
            "",
            "One JSON object per line, or row of Parquet, and image: path, width, height, entropy of the colour histograms in bits, with"
                    + " --weights the reconstruction loss, sha256 of the pixels, perceptual hash, and the earlier image"
                    + " that it repeats; or the reason why it cannot be read. An interrupted run is continued by the same"
                    + " command."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the file is complete",
            "1: failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C (143 by SIGTERM); the same command continues"
        })
final class DataScoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ImagesOptions images = new ImagesOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "File to write, FILE.jsonl or FILE.parquet.")
    private Path out;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description =
                    "Folder of a run, checkpoint, or weight file with a decoder: measure the reconstruction loss.")
    private @Nullable Path weights;

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Mixin
    private ModelHeadsOptions heads = new ModelHeadsOptions();

    @Option(
            names = "--masks",
            paramLabel = "N",
            defaultValue = "4",
            description = "Masks over which the loss of an image is averaged (default: ${DEFAULT-VALUE}).")
    private int masks;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the masks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--near",
            paramLabel = "BITS",
            defaultValue = "" + DuplicateFinder.DEFAULT_DISTANCE,
            description = "Report images as near duplicates whose hashes differ in at most so many of 64 bits, 0 to 10"
                    + " (default: ${DEFAULT-VALUE}). For the report only: --drop-duplicates near uses 3.")
    private int near;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Images that are scored in parallel (default: one per core). The file does not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--overwrite", description = "Start again, and replace FILE when the new file is complete.")
    private boolean overwrite;

    @Option(names = "--quiet", description = "Print only the last line.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RefusedOption.named(spec, () -> new OrderedTasks("", threads));
        RefusedOption.named(spec, () -> new DuplicateFinder(near));
        prepare();
        if (weights == null) {
            ImageInput input = RefusedOption.named(spec, () -> scale.apply(ImageInput.RGB));
            try (ImageSource source = images.open(spec, input)) {
                return score(source, Optional.empty(), new ScoreSettings("", 0, 0, near, input));
            }
        }
        Libtorch.setThreads(1); // images are computed in parallel, each by one thread
        ModelFile file = ModelFile.open(weights, heads.apply(WeightHints.NONE));
        AssumptionPrinter.print(
                spec.commandLine().getErr(), file.path(), file.shape().assumptions());
        ImageInput input = EncoderInput.of(file);
        RefusedOption.opened(spec, () -> scale.requireInputOf(input, file.path()));
        Pixio model = file.load();
        try (ImageSource source = images.open(spec, input);
                LossScorer scorer = RefusedOption.named(spec, () -> new LossScorer(model, input, masks, seed))) {
            ScoreSettings settings = new ScoreSettings(WeightFingerprint.of(model), masks, seed, near, input);
            return score(source, Optional.of(scorer), settings);
        }
    }

    private void prepare() throws IOException {
        RefusedOption.opened(spec, () -> ScoreFormat.of(out));
        if (!overwrite) {
            OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
        }
        OutputFile.createFolderOf(out);
    }

    private int score(ImageSource source, Optional<LossScorer> scorer, ScoreSettings settings)
            throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        ScoreRun run = new ScoreRun(out, settings, threads);
        if (overwrite) {
            Files.deleteIfExists(run.partial());
        } else if (Files.exists(run.partial()) && !quiet) {
            stdout.println("continues " + run.partial());
        }
        BatchProgress progress = new BatchProgress(quiet ? StatusLine.hidden(stdout) : StatusLine.onTerminal(stdout));
        SignalHandler interrupt =
                new SignalHandler(progress::stop, spec.commandLine().getErr(), "stopping; the same command continues");
        try (interrupt) {
            ScoreSummary summary = run.run(
                    source,
                    scorer,
                    (score, done) -> {
                        if (score.pixels().isPresent()) {
                            progress.addComputed();
                        } else {
                            progress.addSkipped();
                        }
                        progress.update(done, source.size());
                    },
                    progress::isStopRequested);
            progress.clear();
            stdout.println(line(summary));
            stdout.flush();
            return 0;
        } catch (InterruptedIOException e) {
            progress.clear();
            return interrupt.exitCode(ErrorReporter.FAILED);
        }
    }

    private String line(ScoreSummary summary) {
        return String.format(
                        Locale.ROOT,
                        "%s: %,d images, %,d unreadable, %,d exact and %,d near duplicates",
                        out,
                        summary.readable() + summary.unreadable(),
                        summary.unreadable(),
                        summary.exact(),
                        summary.near())
                + (summary.readable() == 0
                        ? ""
                        : String.format(Locale.ROOT, "; mean entropy %.3f bits", summary.meanEntropy()))
                + (Double.isNaN(summary.meanLoss())
                        ? ""
                        : String.format(Locale.ROOT, ", mean loss %.4f", summary.meanLoss()));
    }
}
