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
import dev.pixio.serve.InferenceServer;
import dev.pixio.serve.ServedWeights;
import dev.pixio.serve.batch.BatchSettings;
import dev.pixio.serve.request.Endpoint;
import dev.pixio.serve.request.RequestLimits;
import dev.pixio.serve.request.ServerAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio serve}. */
@Command(
        name = "serve",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Serves features (embeddings) of images by HTTP, and predictions if the weights have a head.",
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
            "  pixio serve --weights runs/mine",
            "  pixio serve --weights runs/birds --host 0.0.0.0 --token-file token.txt",
            "  curl --data-binary @cat.jpg -H 'Content-Type: image/jpeg' localhost:8080/v1/embed"
        })
public final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "Folder of a run (its newest checkpoint is used) or checkpoint, or a weight file of any library"
                            + " that pixio convert reads; with a head, predictions are served as well.")
    private Path weights;

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
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        BatchSettings gathered = RefusedOption.named(spec, batches::settings);
        RequestLimits limited = RefusedOption.named(spec, limits::limits);
        ServedWeights served = RefusedOption.named(spec, () -> served(gathered));
        ServerAccess access = RefusedOption.opened(spec, () -> listen.access(out));
        CountDownLatch ended = new CountDownLatch(1);
        try (SignalHandler signals = new SignalHandler(ended::countDown, err, "answering what is queued");
                InferenceServer server =
                        RefusedOption.opened(spec, () -> InferenceServer.start(served, access, limited, gathered))) {
            AssumptionPrinter.print(err, weights, server.encoder().assumptions());
            out.println(plan(server));
            out.flush();
            ended.await();
            return 0;
        }
    }

    private ServedWeights served(BatchSettings gathered) {
        ComputeOptions compute = hardware.compute;
        compute.applyThreads();
        EncoderSettings settings = compute.apply(features.settings());
        OptionalInt number = heads.heads();
        return new ServedWeights(
                weights,
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
