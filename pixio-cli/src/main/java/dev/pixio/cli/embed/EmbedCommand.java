package dev.pixio.cli.embed;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.monitor.NumberText;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.file.ExportResult;
import dev.pixio.embed.file.FeatureExport;
import dev.pixio.embed.log.FeatureNumber;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code pixio embed}. */
@Command(
        name = "embed",
        abbreviateSynopsis = true,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Writes the features of images into a file that other tools read.",
            "",
            "Each image becomes a row with its path, relative to --data. Images that cannot be read are named, left"
                    + " out, and listed in FILE.skipped.jsonl. While it runs, what is done is in FILE.part: --resume goes on"
                    + " from there."
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the file is complete",
            "1: it failed; the message says why",
            "2: bad usage",
            "130: interrupted by Ctrl-C (143 after kill); go on with --resume"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio embed --weights runs/mine --data ~/photos --out features.parquet",
            "  pixio embed --weights pixio-b.safetensors --data ~/photos --out features.parquet --append",
            "  pixio embed --weights runs/mine --data ~/photos --pool maps --image-size 512 --out maps.npy --dtype fp16"
        })
public final class EmbedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "A run's folder (its newest checkpoint is taken), a checkpoint's folder, or a file of weights.")
    private Path weights;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "SRC",
            description =
                    "A folder of images, with the folders in it; an image; or scenes:N, drawn as they are needed.")
    private String data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "What to write. Its ending says how: .parquet, .npy, .safetensors, .csv or .jsonl.")
    private Path out;

    @ArgGroup(validate = false, heading = "%nFeatures:%n", order = 1)
    private final FeatureOptions features = new FeatureOptions();

    @ArgGroup(validate = false, heading = "%nFile:%n", order = 2)
    private final FileOptions file = new FileOptions();

    @ArgGroup(validate = false, heading = "%nMachine:%n", order = 3)
    private final Machine machine = new Machine();

    @Option(names = "--json", description = "Print one JSON object at the end and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Print the last line only.")
    private boolean quiet;

    /** What is done about what is there. */
    private static final class FileOptions {

        @Option(
                names = "--dtype",
                paramLabel = "fp32|fp16",
                order = 1,
                defaultValue = "fp32",
                description = "Stored numbers; fp16 for .npy and .safetensors (default: ${DEFAULT-VALUE}).")
        private String dtype;

        @Option(
                names = "--append",
                order = 2,
                description =
                        "Add the images whose path is not in FILE yet, with the model and choices it was made with.")
        private boolean append;

        @Option(names = "--resume", order = 3, description = "Go on from an interrupted run.")
        private boolean resume;

        @Option(
                names = "--overwrite",
                order = 4,
                description = "Begin anew, and replace FILE when the new one is complete.")
        private boolean overwrite;

        @Option(
                names = "--max-unreadable",
                paramLabel = "SHARE",
                order = 5,
                description = "Stop when more than this share of images cannot be read (default: 0.1).")
        private double maxUnreadable = LoaderOptions.DEFAULT_MAX_UNREADABLE_SHARE;

        @Option(
                names = "--max-broken",
                paramLabel = "SHARE",
                hidden = true,
                description = "The name of --max-unreadable in earlier versions.")
        private @Nullable Double maxBroken;

        double maxUnreadable() {
            return maxBroken == null ? maxUnreadable : maxBroken;
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

    /** What of the machine is used. */
    private static final class Machine {

        @ArgGroup(validate = false, order = 1)
        private final ComputeOptions compute = new ComputeOptions();

        @Option(
                names = "--batch-size",
                paramLabel = "IMAGES",
                order = 4,
                defaultValue = "16",
                description = "Images that go through the model at once (default: ${DEFAULT-VALUE}).")
        private int batchSize;

        @Option(
                names = "--loader-threads",
                paramLabel = "N",
                order = 5,
                description = "Threads that decode images (default: one a core, at most 8).")
        private @Nullable Integer loaderThreads;

        LoaderOptions loader(double maxUnreadable) {
            LoaderOptions options = LoaderOptions.embedding(batchSize).withMaxUnreadableShare(maxUnreadable);
            return loaderThreads == null ? options : options.withThreads(loaderThreads);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        FeatureExport export;
        LoaderOptions loader;
        EncoderSettings settings;
        try {
            export = new FeatureExport(out, FeatureNumber.named(file.dtype), file.modes());
            loader = machine.loader(file.maxUnreadable());
            settings = machine.compute.apply(features.settings());
            machine.compute.applyThreads();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (ImageSource source = source();
                ImageEncoder encoder = load(settings)) {
            return export(export, encoder, source, loader);
        }
    }

    private ImageSource source() throws IOException {
        try {
            return EmbedSource.of(data, spec.commandLine().getErr());
        } catch (IllegalArgumentException e) {
            // No scenes at all.
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ImageEncoder load(EncoderSettings settings) throws IOException {
        try {
            return ImageEncoder.load(weights, settings);
        } catch (IllegalArgumentException e) {
            // A size or a block that this model does not have.
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private int export(FeatureExport export, ImageEncoder encoder, ImageSource source, LoaderOptions loader)
            throws IOException, InterruptedException {
        PrintWriter messages = spec.commandLine().getOut();
        boolean silent = json || quiet;
        if (!silent) {
            messages.println(EmbedPrinter.plan(encoder.origin(), source.description()));
            messages.flush();
        }
        EmbedPrinter printer = new EmbedPrinter(silent ? StatusLine.hidden(messages) : StatusLine.onTerminal(messages));
        SignalHandler interrupt =
                new SignalHandler(printer::stop, spec.commandLine().getErr(), "stopping after this batch");
        try (interrupt) {
            ExportResult result = export.run(encoder, source, loader, Version.number(), printer);
            printer.end();
            messages.println(json ? json(encoder, result) : line(export, encoder, result));
            return 0;
        } catch (InterruptedIOException e) {
            printer.end();
            spec.commandLine().getErr().println("pixio: interrupted; go on with --resume");
            return interrupt.exitCode(ErrorReporter.FAILED);
        }
    }

    private String line(FeatureExport export, ImageEncoder encoder, ExportResult result) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d image%s of %s numbers",
                out,
                result.images(),
                result.images() == 1 ? "" : "s",
                EmbedPrinter.shape(encoder.shape())));
        if (result.added() == 0) {
            line.append(", nothing to add");
        } else {
            line.append(String.format(
                    Locale.ROOT,
                    "; %,d in %s, %s images/s",
                    result.added(),
                    NumberText.duration(result.seconds()),
                    NumberText.number(result.added() / result.seconds())));
        }
        if (!result.skipped().isEmpty()) {
            line.append(String.format(
                    Locale.ROOT, "; %,d skipped, listed in %s", result.skipped().size(), export.skippedFile()));
        }
        return line.toString();
    }

    private String json(ImageEncoder encoder, ExportResult result) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        object.put("file", out.toString());
        object.put("images", result.images());
        object.put("added", result.added());
        object.put("skipped", result.skipped().size());
        object.put("dimension", encoder.dimension());
        object.put("seconds", result.seconds());
        object.put("imagesPerSecond", result.seconds() == 0 ? 0 : result.added() / result.seconds());
        object.putPOJO("origin", encoder.origin());
        return JsonMapper.shared().writeValueAsString(object);
    }
}
