package dev.pixio.cli.serve;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.embed.FeatureOptions;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.downstream.predict.PredictionSettings;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.serve.InferenceServer;
import dev.pixio.serve.ServedWeights;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import dev.pixio.serve.search.SearchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pixio serve}. */
@Command(
        name = "serve",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Serves features (embeddings) of images by HTTP, and predictions if the weights have a head; or, with INDEX, the"
                    + " page of similarity search.",
            "",
            "POST /v1/embed and /v1/predict take one image as the body, or several as multipart/form-data. Images of"
                    + " concurrent requests are computed in one batch. /openapi.json describes all paths."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: ended by Ctrl-C or SIGTERM, after what was queued was answered",
            "1: failed, with a message",
            "2: wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio serve photos-index",
            "  pixio serve --weights runs/mine",
            "  pixio serve --weights runs/birds --host 0.0.0.0 --token-file token.txt",
            "  curl --data-binary @cat.jpg -H 'Content-Type: image/jpeg' localhost:8080/v1/embed"
        })
public final class ServeCommand implements Callable<Integer> {

    /** Options that say how features and predictions are computed. */
    private static final Set<String> OF_WEIGHTS = Set.of(
            "--heads",
            "--batch-size",
            "--batch-wait",
            "--queue",
            "--max-images",
            "--pool",
            "--block",
            "--norm",
            "--image-size",
            "--fit",
            "--precision");

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "INDEX",
            description = "Index of pixio index, whose images are searched on a page.")
    private @Nullable String index;

    @Option(
            names = "--weights",
            paramLabel = "PATH",
            description =
                    "Folder of a run (its best checkpoint, or the newest) or checkpoint, or a weight file of any library"
                            + " that pixio convert reads; with a head, predictions are served as well. With INDEX: the"
                            + " weights that it was made with, if they are no longer where they were.")
    private @Nullable Path weights;

    @Mixin
    private final HeadsOption heads = new HeadsOption();

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Mixin
    private final BatchOptions batches = new BatchOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final FeatureOptions features = new FeatureOptions();

    @Mixin
    private final HardwareOptions hardware = new HardwareOptions();

    /** Device, precision and threads. */
    @OptionSection("Hardware")
    static final class HardwareOptions {

        @Mixin
        private final ComputeOptions compute = new ComputeOptions();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RequestLimits limited = RefusedOption.named(spec, limits::limits);
        if (index != null) {
            return search(index, limited);
        }
        if (weights == null) {
            throw new ParameterException(
                    spec.commandLine(), "name weights with --weights, or an index: nothing else can be served");
        }
        return features(weights, limited);
    }

    private int features(Path path, RequestLimits limited) throws IOException, InterruptedException {
        BatchSettings gathered = RefusedOption.named(spec, batches::settings);
        ServedWeights served = RefusedOption.named(spec, () -> served(path, gathered));
        ServerAccess access = access();
        CountDownLatch ended = new CountDownLatch(1);
        try (SignalHandler signals = signals(ended);
                InferenceServer server =
                        RefusedOption.opened(spec, () -> InferenceServer.start(served, access, limited, gathered))) {
            AssumptionPrinter.print(
                    spec.commandLine().getErr(), path, server.encoder().assumptions());
            print(plan(server));
            ended.await();
            return 0;
        }
    }

    /** Serves the page of an index, whose features are computed as it states. */
    private int search(String text, RequestLimits limited) throws IOException, InterruptedException {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (OF_WEIGHTS.contains(option.longestName())) {
                throw new ParameterException(
                        spec.commandLine(),
                        option.longestName() + " is for --weights without INDEX: an index states its features itself");
            }
        }
        RefusedOption.named(spec, () -> {
            hardware.compute.applyThreads();
            return hardware.compute.device();
        });
        ServerAccess access = access();
        CountDownLatch ended = new CountDownLatch(1);
        String device = hardware.compute.apply(EncoderSettings.defaults()).device();
        try (SignalHandler signals = signals(ended);
                SearchServer server = RefusedOption.opened(
                        spec,
                        () -> SearchServer.start(
                                IndexLocation.of(text), Optional.ofNullable(weights), device, access, limited))) {
            print(String.format(Locale.ROOT, "searching %,d images at %s; Ctrl-C ends", server.images(), server.url()));
            ended.await();
            return 0;
        }
    }

    private ServerAccess access() throws IOException {
        return RefusedOption.opened(spec, () -> listen.access(spec.commandLine().getOut()));
    }

    private SignalHandler signals(CountDownLatch ended) {
        return new SignalHandler(ended::countDown, spec.commandLine().getErr(), "answering what is queued");
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private ServedWeights served(Path path, BatchSettings gathered) {
        ComputeOptions compute = hardware.compute;
        compute.applyThreads();
        EncoderSettings settings = compute.apply(features.settings());
        OptionalInt number = heads.heads();
        return new ServedWeights(
                path,
                number.isPresent() ? settings.withHeads(number.getAsInt()) : settings,
                new PredictionSettings(settings.device(), settings.precision(), gathered.size()));
    }

    private static String plan(InferenceServer server) {
        List<String> paths = server.endpoints().stream()
                .filter(endpoint -> endpoint.method().equals("POST"))
                .map(Endpoint::path)
                .toList();
        return "serving " + String.join(" and ", paths) + " at " + server.url() + " ("
                + server.encoder().origin().precision() + "); Ctrl-C ends";
    }
}
