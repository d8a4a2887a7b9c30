package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.Pooling;
import dev.pixio.eval.classify.Evaluation;
import dev.pixio.eval.classify.EvaluationProtocol;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.io.UserCache;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of all evaluations: encoders, labelled images, features, hardware, output. */
public final class EvaluateOptions {

    private static final int BATCH_SIZE = 64;

    @Mixin
    private EvaluatedWeights weights = new EvaluatedWeights();

    @Mixin
    private LabelledOptions labelled = new LabelledOptions();

    @Mixin
    private InferenceOptions hardware = new InferenceOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the untrained encoder, of the projection of pixels, and of the held-out images"
                    + " (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            description = "Size to which images are resized and centre-cropped, a multiple of the patch size (default:"
                    + " that of the encoder; the authors use 256).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            defaultValue = "class-mean",
            description = "Pooling: class-mean, class-concat or patch-mean (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--block",
            paramLabel = "N",
            description = "Use the tokens after block N, counted from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            description = "Use the tokens before or after the encoder's final norm (default: ${DEFAULT-VALUE}, as in"
                    + " embed; the authors' k-NN uses before).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also evaluate an untrained encoder of the same shape, and raw pixels (default: on).")
    private boolean baselines;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder of the feature cache (default: pixio/features in XDG_CACHE_HOME or ~/.cache).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Neither read nor write cached features.")
    private boolean noCache;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = "-",
            description =
                    "Also write all results to a JSON file, a new one or one of earlier evaluations; without FILE,"
                            + " print the JSON and nothing else.")
    private @Nullable String json;

    long seed() {
        return seed;
    }

    Device device() {
        return hardware.compute().device();
    }

    /** Evaluates the encoders, prints the table and saves the report. */
    void evaluate(EvaluationProtocol protocol, CommandSpec spec) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean jsonOnly = "-".equals(json);
        EvaluationPrinter printer = jsonOnly
                ? EvaluationPrinter.silent(spec.commandLine().getErr())
                : EvaluationPrinter.on(out, spec.commandLine().getErr());
        Optional<EvaluationFile> file = Optional.ofNullable(json)
                .filter(path -> !"-".equals(path))
                .map(path -> new EvaluationFile(Path.of(path)));
        if (file.isPresent()) {
            file.get().requireWritable();
        }
        EvaluationReport report = report(protocol, spec, printer);
        if (jsonOnly) {
            out.println(EvaluationFile.json(report).toPrettyString());
        } else {
            printer.print(report);
        }
        out.flush();
        if (file.isPresent()) {
            file.get().put(report);
        }
        putIntoRuns(report, spec.commandLine().getErr());
    }

    /**
     * Adds the report to the evaluations of each run among the weights, with the run's own row first. A run that cannot be
     * written is reported.
     */
    private void putIntoRuns(EvaluationReport report, PrintWriter err) {
        for (Path path : weights.paths()) {
            if (RunFolder.isRun(path)) {
                try {
                    new EvaluationFile(new RunFolder(path).evaluation()).put(report.beginningWith(path.toString()));
                } catch (IOException e) {
                    err.println("pixio: the evaluation is not saved in " + path + ": " + ErrorReporter.firstLine(e));
                }
            }
        }
        err.flush();
    }

    private EvaluationReport report(EvaluationProtocol protocol, CommandSpec spec, EvaluationPrinter printer)
            throws IOException, InterruptedException {
        EncoderSettings settings = RefusedOption.named(spec, () -> {
            hardware.compute().applyThreads();
            return settings();
        });
        LoaderOptions loading = RefusedOption.named(spec, () -> hardware.loader(BATCH_SIZE));
        List<EvaluationCandidate> candidates;
        Map<Path, ModelFile> models = open(spec);
        PrintWriter err = spec.commandLine().getErr();
        List<String> assumptions = new ArrayList<>();
        models.forEach((path, model) -> {
            AssumptionPrinter.print(err, path, model.shape().encoderAssumptions());
            model.shape().encoderAssumptions().forEach(line -> assumptions.add(path + ": " + line));
        });
        PixioConfig first = models.values().iterator().next().config();
        LabelledImages opened;
        try {
            candidates = candidates(models, settings);
            int side = imageSize == null
                    ? Math.max(first.grid().height(), first.grid().width())
                    : imageSize;
            opened = labelled.open(side, seed, store().folder().map(Set::of).orElse(Set.of()));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (LabelledImages images = opened) {
            return new Evaluation(images, protocol, store(), loading)
                    .run(candidates, printer)
                    .withNotes(assumptions);
        }
    }

    private Map<Path, ModelFile> open(CommandSpec spec) throws IOException {
        try {
            return weights.open();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * The encoder settings of these options.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    public EncoderSettings settings() {
        EncoderSettings settings = hardware.compute()
                .apply(EncoderSettings.defaults()
                        .withPooling(Pooling.named(pool))
                        .withNorm(FinalNorm.named(norm)));
        if (imageSize != null) {
            settings = settings.withImageSize(imageSize);
        }
        return block == null ? settings : settings.withBlock(block);
    }

    /** The weights in the order given, an untrained encoder of each shape, and pixels at the first one's image size. */
    private List<EvaluationCandidate> candidates(Map<Path, ModelFile> models, EncoderSettings settings) {
        List<EvaluationCandidate> candidates = new ArrayList<>();
        Map<PixioConfig, String> shapes = new LinkedHashMap<>();
        models.forEach((path, model) -> {
            candidates.add(EvaluationCandidate.verifiedWeights(path, model.path(), weights.withHeads(settings, path)));
            shapes.putIfAbsent(model.config(), path.toString());
        });
        if (baselines) {
            shapes.forEach((shape, like) -> {
                EvaluationCandidate untrained = EvaluationCandidate.untrained(shape, seed, settings);
                candidates.add(
                        shapes.size() == 1
                                ? untrained
                                : new EvaluationCandidate("untrained, shape of " + like, untrained.factory()));
            });
            candidates.add(EvaluationCandidate.pixels(shapes.keySet().iterator().next(), seed, settings));
        }
        return candidates;
    }

    private FeatureStore store() {
        if (noCache) {
            return FeatureStore.NONE;
        }
        return new FeatureStore(Optional.of(cache == null ? UserCache.folder("features") : cache));
    }
}
