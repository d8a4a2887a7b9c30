package dev.pixio.cli.search;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.BatchProgress;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.embed.EmbedSource;
import dev.pixio.cli.embed.FeatureOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.open.DataItem;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.update.IndexStore;
import dev.pixio.search.update.IndexUpdate;
import dev.pixio.search.update.IndexedSource;
import dev.pixio.search.update.UpdateResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio index}. */
@Command(
        name = "index",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Makes an index of images for similarity search, or brings it up to date.",
            "",
            "Run again, it adds new images, computes changed ones, and drops those that are gone from their source; sources"
                    + " that are not named stay. Unreadable images, and images whose name an earlier one of their source has,"
                    + " are reported and skipped. An interrupted run is continued by the same command. Searches see the old"
                    + " index until the new one is complete."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the index is up to date",
            "1: failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C (143 by SIGTERM); continue with the same command"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio index --weights runs/mine --data ~/photos --out photos-index",
            "  pixio search photos-index --image cat.jpg"
        })
public final class IndexCommand implements Callable<Integer> {

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
                    "A folder of images, including nested folders, or another source as for embed. Several are repeated or"
                            + " separated by commas.")
    private List<String> data;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder of the index.")
    private @Nullable String out;

    @Option(
            names = "--index",
            paramLabel = "JDBC",
            description = "In the place of --out, a PostgreSQL database with pgvector: jdbc:postgresql://HOST/DATABASE."
                    + " User and password may be in PGUSER and PGPASSWORD.")
    private @Nullable String index;

    @Option(
            names = "--overwrite",
            description = "Make the index anew; the old one stays until the new one is complete.")
    private boolean overwrite;

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final SourceOptions named = new SourceOptions();

    @Mixin
    private final HeadsOption heads = new HeadsOption();

    @Mixin
    private final InferenceOptions hardware = new InferenceOptions();

    @Option(names = "--json", description = "Print one JSON object at the end and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Print only the last line.")
    private boolean quiet;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoaderOptions loader = RefusedOption.named(spec, () -> hardware.loader(BATCH_SIZE));
        EncoderSettings settings = RefusedOption.named(spec, this::settings);
        IndexLocation location = RefusedOption.opened(spec, this::location);
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter stderr = spec.commandLine().getErr();
        boolean silent = json || quiet;
        BatchProgress progress = new BatchProgress(silent ? StatusLine.hidden(stdout) : StatusLine.onTerminal(stdout));
        UpdatePrinter printer = new UpdatePrinter(progress, silent ? new PrintWriter(Writer.nullWriter()) : stdout);
        SignalHandler interrupt = new SignalHandler(progress::stop, stderr, "stopping after this batch");
        List<IndexedSource> sources = new ArrayList<>();
        try (interrupt;
                IndexStore store = location.update(overwrite, Version.number())) {
            open(sources, location);
            UpdateResult result = update(store, settings, loader, sources, printer);
            progress.clear();
            IndexResult printed = new IndexResult(location, result);
            stdout.println(json ? printed.json() : printed.line());
            return 0;
        } catch (InterruptedIOException e) {
            progress.clear();
            stderr.println("pixio: interrupted; continue with the same command");
            return interrupt.exitCode(ErrorReporter.FAILED);
        } finally {
            sources.forEach(IndexedSource::close);
        }
    }

    private EncoderSettings settings() {
        hardware.compute().applyThreads();
        EncoderSettings settings = hardware.compute().apply(features.settings());
        OptionalInt number = heads.heads();
        return number.isPresent() ? settings.withHeads(number.getAsInt()) : settings;
    }

    private IndexLocation location() {
        if ((out == null) == (index == null)) {
            throw new ParameterException(
                    spec.commandLine(), "give one of --out DIR and --index jdbc:postgresql://HOST/DATABASE");
        }
        return IndexLocation.of(out == null ? String.valueOf(index) : out);
    }

    private void open(List<IndexedSource> sources, IndexLocation location) throws IOException {
        EmbedSource.requireUnweighted(DataItem.join(data));
        ImageInput input = EncoderInput.stated(weights);
        for (DataItem item : DataItem.of(DataItem.join(data))) {
            SourceSettings source = RefusedOption.opened(spec, () -> named.settings(item.text()))
                    .withOutputs(location.files())
                    .withInput(input);
            sources.add(RefusedOption.opened(
                    spec,
                    () -> IndexedData.open(
                            item.text(), source, spec.commandLine().getErr())));
        }
    }

    private UpdateResult update(
            IndexStore store,
            EncoderSettings settings,
            LoaderOptions loader,
            List<IndexedSource> sources,
            UpdatePrinter printer)
            throws IOException, InterruptedException {
        try (ImageEncoder encoder = RefusedOption.opened(spec, () -> ImageEncoder.load(weights, settings))) {
            AssumptionPrinter.print(spec.commandLine().getErr(), weights, encoder.assumptions());
            IndexUpdate update = RefusedOption.opened(spec, () -> new IndexUpdate(store, encoder, loader));
            return update.run(sources, printer);
        }
    }
}
