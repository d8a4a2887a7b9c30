package dev.pixio.cli.evaluate;

import dev.pixio.cli.option.ComputeOptions;
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
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What all ways to evaluate have in common: which encoders, which images, what is taken, where it goes. */
public final class EvaluateOptions {

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            order = 1,
            description = "A run's folder, a checkpoint's folder or a file of weights; may be given several times.")
    private List<Path> weights;

    @ArgGroup(exclusive = false, order = 1, heading = "%nImages:%n")
    private LabelledOptions labelled = new LabelledOptions();

    @ArgGroup(exclusive = false, order = 2, heading = "%nMachine:%n")
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            order = 6,
            defaultValue = "0",
            description = "Names the untrained encoder, the projection of pixels, and what is held out (default:"
                    + " ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            order = 7,
            description = "Side to which images are resized and cut, which the patch must divide (default: the"
                    + " encoder's own, as the authors do with 256).")
    private @Nullable Integer imageSize;

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            order = 8,
            defaultValue = "class-mean",
            description = "class-mean, class-concat or patch-mean (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--block",
            paramLabel = "N",
            order = 9,
            description = "Take features after this block, counted from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            order = 10,
            description = "Take features before or after the encoder's final norm (default: ${DEFAULT-VALUE}, as embed"
                    + " exports them; the authors' k-NN takes before).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--baselines",
            negatable = true,
            order = 11,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also an untrained encoder of the same shape, and raw pixels (default: on).")
    private boolean baselines;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            order = 14,
            defaultValue = "64",
            description = "Images that go through an encoder at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            order = 15,
            description = "Threads that decode images (default: one a core, at most 8).")
    private @Nullable Integer loaderThreads;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            order = 16,
            description = "Where features are kept for the next evaluation (default: ~/.cache/pixio/features, or under"
                    + " XDG_CACHE_HOME).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", order = 17, description = "Keep no features and use none that were kept.")
    private boolean noCache;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            order = 18,
            arity = "0..1",
            fallbackValue = "-",
            description =
                    "Also write everything to a JSON file, new or of other evaluations; without a name, print it and"
                            + " nothing else.")
    private @Nullable String json;

    long seed() {
        return seed;
    }

    Device device() {
        return compute.device();
    }

    /** Evaluates, prints and saves. */
    void evaluate(EvaluationProtocol protocol, CommandSpec spec) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        boolean jsonAlone = "-".equals(json);
        EvaluationPrinter printer = jsonAlone
                ? EvaluationPrinter.silent(spec.commandLine().getErr())
                : EvaluationPrinter.on(out, spec.commandLine().getErr());
        List<EvaluationFile> files = files();
        for (EvaluationFile file : files) {
            file.requireWritable();
        }
        EvaluationReport report = report(protocol, spec, printer);
        if (jsonAlone) {
            out.println(EvaluationFile.json(report).toPrettyString());
        } else {
            printer.print(report);
        }
        for (EvaluationFile file : files) {
            file.put(report);
        }
        out.flush();
    }

    /** Where the comparison is to be kept: the file that was asked for, and each run that takes part. */
    private List<EvaluationFile> files() {
        List<EvaluationFile> files = new ArrayList<>();
        if (json != null && !"-".equals(json)) {
            files.add(new EvaluationFile(Path.of(json)));
        }
        for (Path path : weights) {
            if (RunFolder.isRun(path)) {
                files.add(new EvaluationFile(new RunFolder(path).evaluation()));
            }
        }
        return files;
    }

    private EvaluationReport report(EvaluationProtocol protocol, CommandSpec spec, EvaluationPrinter printer)
            throws IOException, InterruptedException {
        List<EvaluationCandidate> subjects;
        Map<Path, ModelFile> models = models();
        PixioConfig first = models.values().iterator().next().config();
        LabelledImages opened;
        LoaderOptions loading;
        try {
            compute.applyThreads();
            EncoderSettings settings = settings();
            subjects = subjects(models, settings);
            int side = imageSize == null
                    ? Math.max(first.grid().height(), first.grid().width())
                    : imageSize;
            opened = labelled.open(side, seed);
            loading = LoaderOptions.embedding(batchSize);
            loading = loaderThreads == null ? loading : loading.withThreads(loaderThreads);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (LabelledImages images = opened) {
            return new Evaluation(images, protocol, store(), loading).run(subjects, printer);
        }
    }

    /** Opens and verifies the weights, in the order given. Their tensors are closed: only their paths and shapes are used. */
    private Map<Path, ModelFile> models() throws IOException {
        Map<Path, ModelFile> models = new LinkedHashMap<>();
        for (Path path : weights) {
            try (PointerScope scope = new PointerScope()) {
                models.put(path, ModelFile.open(path));
            }
        }
        return models;
    }

    /**
     * The settings that were typed.
     *
     * @throws IllegalArgumentException if one is not valid with any model
     */
    public EncoderSettings settings() {
        EncoderSettings settings = compute.apply(
                EncoderSettings.defaults().withPooling(Pooling.named(pool)).withNorm(FinalNorm.named(norm)));
        if (imageSize != null) {
            settings = settings.withImageSize(imageSize);
        }
        return block == null ? settings : settings.withBlock(block);
    }

    /** The weights in the order given, then each shape untrained, then pixels as the first of them sees them. */
    private List<EvaluationCandidate> subjects(Map<Path, ModelFile> models, EncoderSettings settings) {
        List<EvaluationCandidate> subjects = new ArrayList<>();
        Map<PixioConfig, String> shapes = new LinkedHashMap<>();
        models.forEach((path, model) -> {
            subjects.add(EvaluationCandidate.verifiedWeights(path, model.path(), settings));
            shapes.putIfAbsent(model.config(), path.toString());
        });
        if (baselines) {
            shapes.forEach((shape, like) -> {
                EvaluationCandidate untrained = EvaluationCandidate.untrained(shape, seed, settings);
                subjects.add(
                        shapes.size() == 1
                                ? untrained
                                : new EvaluationCandidate("untrained, as " + like, untrained.factory()));
            });
            subjects.add(EvaluationCandidate.pixels(shapes.keySet().iterator().next(), seed, settings));
        }
        return subjects;
    }

    private FeatureStore store() {
        if (noCache) {
            return FeatureStore.NONE;
        }
        return new FeatureStore(Optional.of(cache == null ? usualCache() : cache));
    }

    private static Path usualCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return base.resolve("pixio").resolve("features");
    }
}
