package dev.pixio.cli.embed;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.BatchProgress;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.launch.ConnectionOptions;
import dev.pixio.cli.launch.GroupCommand;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.file.ExportResult;
import dev.pixio.embed.file.FeatureExport;
import dev.pixio.embed.file.FeatureExportPart;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.ProcessGroup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio embed}. */
@Command(
        name = "embed",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Computes features (embeddings) of images with a trained encoder and writes them to a file.",
            "",
            "One row per image, with its path relative to --data. Unreadable images are reported, skipped, and listed in"
                    + " FILE.skipped.jsonl. Finished batches are saved in FILE.part, from which --resume continues."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the file is complete",
            "1: failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C (143 by SIGTERM); continue with --resume"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio embed --weights runs/mine --data ~/photos --out features.parquet",
            "  pixio embed --weights runs/mine --data photos --out f.parquet --append",
            "  pixio embed --weights vitb.pth --data ~/photos --out maps.npy --pool maps"
        })
public final class EmbedCommand implements Callable<Integer>, GroupCommand {

    private static final int BATCH_SIZE = 16;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "Folder of a run (its best checkpoint, or the newest) or checkpoint, or a weight file of any library"
                            + " that pixio convert reads.")
    private Path weights;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SRC",
            description =
                    "A folder of images, including nested folders; one image; a .txt file with one path per line; a"
                            + " pattern such as 'photos/*.jpg'; tar archives; Parquet or Arrow files; videos such as"
                            + " 'clips/*.mp4#fps:1'; DICOM files such as 'scans/*.dcm' or dicom:scans; voc2012:val; or scenes:N for"
                            + " built-in scenes. Several are repeated or separated by commas.")
    private List<String> data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "File to write: FILE.parquet, FILE.npy, FILE.safetensors, FILE.csv or FILE.jsonl.")
    private Path out;

    @Mixin
    private final SourceOptions named = new SourceOptions();

    @Mixin
    private final HeadsOption heads = new HeadsOption();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final FileOptions file = new FileOptions();

    @Mixin
    private final InferenceOptions hardware = new InferenceOptions();

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Option(names = "--json", description = "Print one JSON object at the end and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Print only the last line.")
    private boolean quiet;

    /** Options of the file, and of a file that exists already. */
    @OptionSection("Output file")
    private static final class FileOptions {

        @Option(
                names = "--dtype",
                paramLabel = "fp32|fp16",
                order = 1,
                defaultValue = "fp32",
                description = "Data type of the features; fp16 only in npy and safetensors files (default:"
                        + " ${DEFAULT-VALUE}).")
        private String dtype;

        @Option(
                names = "--append",
                order = 2,
                description = "Add the images whose path is not in FILE yet; model and settings must be those of FILE.")
        private boolean append;

        @Option(names = "--resume", order = 3, description = "Continue an interrupted run.")
        private boolean resume;

        @Option(
                names = "--overwrite",
                order = 4,
                description = "Start again, and replace FILE when the new file is complete.")
        private boolean overwrite;

        @Option(
                names = "--max-unreadable",
                paramLabel = "SHARE",
                order = 5,
                description =
                        "Stop if more than this share of the images is unreadable (default: 0.1). Of fewer than 20"
                                + " images, four standard deviations more may be: at 0.1, 4 of 10.")
        private double maxUnreadable = LoaderOptions.DEFAULT_MAX_UNREADABLE_SHARE;

        @Option(
                names = "--max-broken",
                paramLabel = "SHARE",
                hidden = true,
                description = "The name of --max-unreadable in earlier versions.")
        @SuppressWarnings("UnusedMethod") // picocli calls it
        private void maxBroken(double share) {
            maxUnreadable = share;
        }

        Set<FeatureExport.Mode> modes() {
            Set<FeatureExport.Mode> modes = EnumSet.noneOf(FeatureExport.Mode.class);
            if (append) {
                modes.add(FeatureExport.Mode.APPEND);
            }
            if (resume) {
                modes.add(FeatureExport.Mode.RESUME);
            }
            if (overwrite) {
                modes.add(FeatureExport.Mode.OVERWRITE);
            }
            return modes;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        FeatureNumber number = RefusedOption.named(spec, () -> FeatureNumber.named(file.dtype));
        return connection.run(spec, group -> group.isFirst() ? lead(group, number) : follow(group));
    }

    private int lead(ProcessGroup group, FeatureNumber number) throws IOException, InterruptedException {
        DividedTask task = new DividedTask(group);
        FeatureExport export = export(number).together(task);
        LoaderOptions loader = loader();
        EncoderSettings settings = settings();
        try (ImageSource source = source(spec.commandLine().getErr());
                ImageEncoder encoder = load(settings)) {
            AssumptionPrinter.print(spec.commandLine().getErr(), weights, encoder.assumptions());
            FeatureExportPart.precision(group, Optional.of(encoder.origin()));
            FeatureExportPart.requireSame(group, encoder.origin(), source, loader, Version.number());
            return export(export, task, encoder, source, loader);
        }
    }

    /** A process that embeds a part of the images, and writes and prints nothing. */
    private int follow(ProcessGroup group) throws IOException, InterruptedException {
        DividedTask task = new DividedTask(group);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        LoaderOptions loader = loader();
        EncoderSettings settings = settings();
        BatchProgress progress = new BatchProgress(StatusLine.hidden(nowhere));
        SignalHandler interrupt = new SignalHandler(progress::stop, nowhere, "stopping after this batch");
        try (interrupt;
                ImageSource source = source(nowhere);
                ImageEncoder encoder =
                        load(settings.withPrecision(FeatureExportPart.precision(group, Optional.empty())))) {
            FeatureExportPart.requireSame(group, encoder.origin(), source, loader, Version.number());
            ProcessOptions.afterLauncher(progress::stop);
            FeatureExportPart.run(task, encoder, source, loader, new EmbedPrinter(progress));
            task.end();
            return 0;
        } catch (InterruptedIOException e) {
            return interrupt.exitCode(SignalHandler.TERMINATED);
        }
    }

    private LoaderOptions loader() {
        return RefusedOption.named(spec, () -> hardware.loader(BATCH_SIZE).withMaxUnreadableShare(file.maxUnreadable));
    }

    private FeatureExport export(FeatureNumber number) throws IOException {
        return RefusedOption.opened(spec, () -> new FeatureExport(out, number, file.modes()));
    }

    private EncoderSettings settings() {
        return RefusedOption.named(spec, () -> {
            hardware.compute().applyThreads();
            EncoderSettings settings = hardware.compute().apply(features.settings());
            OptionalInt number = heads.heads();
            return number.isPresent() ? settings.withHeads(number.getAsInt()) : settings;
        });
    }

    private ImageSource source(PrintWriter progress) throws IOException {
        return EmbedSource.open(spec, data, named, EncoderInput.stated(weights), progress);
    }

    private ImageEncoder load(EncoderSettings settings) throws IOException {
        // refused: an image size or block that the model does not support
        return RefusedOption.opened(spec, () -> ImageEncoder.load(weights, settings));
    }

    private int export(
            FeatureExport export, DividedTask task, ImageEncoder encoder, ImageSource source, LoaderOptions loader)
            throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        boolean silent = json || quiet;
        if (!silent) {
            stdout.println(EmbedPrinter.plan(encoder.origin(), source.description()));
            stdout.flush();
        }
        BatchProgress progress = new BatchProgress(silent ? StatusLine.hidden(stdout) : StatusLine.onTerminal(stdout));
        SignalHandler interrupt =
                new SignalHandler(progress::stop, spec.commandLine().getErr(), "stopping after this batch");
        try (interrupt) {
            ProcessOptions.afterLauncher(progress::stop);
            ExportResult result = export.run(encoder, source, loader, Version.number(), new EmbedPrinter(progress));
            task.end();
            progress.clear();
            EmbedResult printed = new EmbedResult(out, export.skippedFile(), encoder, source, result);
            stdout.println(json ? printed.json() : printed.line());
            return 0;
        } catch (InterruptedIOException e) {
            progress.clear();
            spec.commandLine().getErr().println("pixio: interrupted; continue with --resume");
            return interrupt.exitCode(task.group().size() > 1 ? SignalHandler.TERMINATED : ErrorReporter.FAILED);
        }
    }
}
