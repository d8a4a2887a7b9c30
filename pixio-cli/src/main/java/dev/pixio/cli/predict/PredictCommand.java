package dev.pixio.cli.predict;

import dev.pixio.cli.console.BatchProgress;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.embed.EmbedSource;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.open.DataItem;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.output.PredictionFolder;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.torch.Precision;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio predict}. */
@Command(
        name = "predict",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Predicts images with a trained model: an encoder with a head.",
            "",
            "Classification writes a table: --out FILE.csv or FILE.parquet, with the most probable classes of each image."
                    + " Segmentation writes the folders masks (palette PNG) and overlays into --out, depth the folders"
                    + " depth (PNG of 16 bits) and coloured; images have any size and keep it. Unreadable images are"
                    + " reported, skipped, and listed in skipped.jsonl or FILE.skipped.jsonl."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: done",
            "1: failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C (143 by SIGTERM); continue masks and depth with --resume"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate segmentation --weights runs/mine --data VOC2012 --out heads",
            "  pixio predict --weights heads --data ~/photos --out predictions",
            "  pixio predict --weights runs/birds --data ~/photos --out birds.csv --top 3"
        })
public final class PredictCommand implements Callable<Integer> {

    private static final int BATCH_SIZE = 16;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "A model with a head: a folder of a run or checkpoint, a folder of 'evaluate segmentation|depth"
                            + " --out', or a .safetensors file of one of them.")
    private Path weights;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SRC",
            description = "A folder of images, including nested folders, one image, or another source as for pretrain,"
                    + " without weights; repeat it for several; or scenes:N for built-in scenes.")
    private List<String> data;

    @Mixin
    private final SourceOptions named = new SourceOptions();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "Of classification a file, FILE.csv or FILE.parquet; otherwise a folder.")
    private Path out;

    @Mixin
    private final ResultOptions results = new ResultOptions();

    @Mixin
    private final InferenceOptions hardware = new InferenceOptions();

    @Option(names = "--json", description = "Print one JSON object at the end and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Print only the last line.")
    private boolean quiet;

    /** Options of what is written. */
    @OptionSection("Results")
    static final class ResultOptions {

        @Option(
                names = "--top",
                paramLabel = "N",
                order = 1,
                description = "Classification: classes that are written for each image (default: 5).")
        @Nullable
        Integer top;

        @Option(
                names = "--depth-scale",
                paramLabel = "N",
                order = 2,
                description = "Depth: number that the PNG store for one metre (default: 1000, millimetres; 256 if the"
                        + " model's largest depth is more than 65 m).")
        @Nullable
        Double depthScale;

        @Option(
                names = "--resize",
                paramLabel = "SIDE",
                order = 3,
                description =
                        "Masks and depth: resize images before they are predicted, and predictions back: none, or a side"
                                + " and its length, short:256 or long:512; without a length that of the model's windows. For"
                                + " models that were trained on whole small images (default: none).")
        @Nullable
        String resize;

        @Option(
                names = "--resume",
                order = 4,
                description = "Masks and depth: leave out images whose files are in --out already.")
        boolean resume;

        @Option(
                names = "--overwrite",
                order = 5,
                description = "Replace predictions that are in --out; all earlier ones are deleted.")
        boolean overwrite;

        @Option(
                names = "--max-unreadable",
                paramLabel = "SHARE",
                order = 6,
                description =
                        "Stop if more than this share of the images is unreadable (default: 0.1). Of fewer than 20"
                                + " images, four standard deviations more may be: at 0.1, 4 of 10.")
        double maxUnreadable = LoaderOptions.DEFAULT_MAX_UNREADABLE_SHARE;

        PredictionFolder.Existing existing() {
            if (resume && overwrite) {
                throw new IllegalArgumentException("--overwrite cannot be combined with --resume");
            }
            return resume
                    ? PredictionFolder.Existing.RESUME
                    : overwrite ? PredictionFolder.Existing.OVERWRITE : PredictionFolder.Existing.REFUSE;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoaderOptions loader = RefusedOption.named(
                spec, () -> hardware.loader(BATCH_SIZE).withMaxUnreadableShare(results.maxUnreadable));
        PredictionSettings settings = RefusedOption.named(spec, () -> {
            hardware.compute().applyThreads();
            hardware.compute().device();
            EncoderSettings compute = hardware.compute().apply(EncoderSettings.defaults());
            Precision.named(compute.precision());
            return new PredictionSettings(
                    compute.device(),
                    compute.precision(),
                    loader.batches().size(),
                    results.resize == null ? Resizing.NONE : Resizing.parse(results.resize));
        });
        TaskPrediction prediction = prediction(settings);
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        boolean silent = json || quiet;
        BatchProgress progress = new BatchProgress(silent ? StatusLine.hidden(stdout) : StatusLine.onTerminal(stdout));
        PredictPrinter printer = new PredictPrinter(progress);
        SignalHandler interrupt = new SignalHandler(progress::stop, stderr, "stopping after this batch");
        try (interrupt;
                ImageSource source =
                        EmbedSource.open(spec, data, named, prediction.spec().images(), stderr)) {
            TaskPrediction.Outcome outcome = prediction.run(source, loader, printer, plan -> {
                if (!silent) {
                    stdout.println(source.description() + ", " + plan);
                    stdout.flush();
                }
            });
            progress.clear();
            stdout.println(json ? outcome.json() : outcome.line());
            return 0;
        } catch (InterruptedIOException e) {
            progress.clear();
            stderr.println("pixio: interrupted" + (prediction.resumes() ? "; continue with --resume" : ""));
            return interrupt.exitCode(ErrorReporter.FAILED);
        }
    }

    /** Checks the output for the model's task, before the weights are read. */
    private TaskPrediction prediction(PredictionSettings settings) throws IOException {
        TaskSpec task;
        try (PointerScope scope = new PointerScope()) {
            task = TaskModelFile.open(weights).spec();
        }
        return RefusedOption.opened(spec, () -> {
            requireOutsideOfOut();
            return TaskPrediction.of(task, weights, out, results, settings);
        });
    }

    /** Images in the folder of the predictions would be taken for predictions, or predictions for images. */
    private void requireOutsideOfOut() throws IOException {
        if (!Files.isDirectory(out)) {
            return;
        }
        Path folder = out.toRealPath();
        for (DataItem item : DataItem.of(DataItem.join(data))) {
            String text = item.text();
            String plain = text.replaceFirst("[*?{\\[].*", "");
            Path images;
            try {
                images = Path.of(plain.equals(text) ? text : plain.substring(0, plain.lastIndexOf('/') + 1));
            } catch (InvalidPathException e) {
                continue; // an address or a name, on a system whose paths have no colon
            }
            if (Files.exists(images) && images.toRealPath().startsWith(folder)) {
                throw new IllegalArgumentException(
                        "--data " + text + " is in the folder of the predictions, " + out + ": name another --out");
            }
        }
    }
}
