package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.launch.ConnectionOptions;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is evaluated: encoders, the tokens that are used, baselines, hardware. */
final class EvaluatedEncoders {

    private static final int BATCH_SIZE = 64;

    @Mixin
    private EvaluatedWeights weights = new EvaluatedWeights();

    @Mixin
    private InferenceOptions hardware = new InferenceOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the untrained encoder, of the projection of pixels, and of the held-out images"
                    + " (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description = "Size to which images are resized and centre-cropped, such as 256, or 192x320 with the height"
                    + " first; multiples of the patch size (default: that of the encoder; the authors use 256).")
    private @Nullable String imageSize;

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

    /** The connection with other processes that evaluate the same. */
    ConnectionOptions connection() {
        return connection;
    }

    long seed() {
        return seed;
    }

    Device device() {
        return hardware.compute().device();
    }

    void applyThreads() {
        hardware.compute().applyThreads();
    }

    /**
     * How images are loaded.
     *
     * @throws IllegalArgumentException if a number is less than one
     */
    LoaderOptions loading() {
        return hardware.loader(BATCH_SIZE);
    }

    /**
     * The encoder settings of these options.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    EncoderSettings settings() {
        EncoderSettings settings =
                hardware.compute().apply(EncoderSettings.defaults().withNorm(FinalNorm.named(norm)));
        if (imageSize != null) {
            ImageSize size = ImageSize.parse(imageSize);
            settings = settings.withImageSize(size.height(), size.width());
        }
        return block == null ? settings : settings.withBlock(block);
    }

    /** The larger side of a model's input. */
    int side(PixioConfig model) {
        return imageSize == null
                ? Math.max(model.grid().height(), model.grid().width())
                : ImageSize.parse(imageSize).longer();
    }

    /**
     * Opens the weights, and prints what is assumed about them.
     *
     * @param notices receives what the files do not state
     * @throws ParameterException if options of the weights contradict each other
     */
    EvaluatedWeights.Opened open(CommandSpec spec, PrintWriter notices) throws IOException {
        return RefusedOption.opened(spec, () -> weights.open(notices));
    }

    /**
     * The weights in the order given, an untrained encoder of each shape, and pixels at the first one's image size.
     *
     * @param given the precision of process 0 is that of all
     * @param task the processes, all of which call this
     * @throws IllegalArgumentException if the settings are invalid for a model
     */
    List<EvaluationCandidate> candidates(EvaluatedWeights.Opened opened, EncoderSettings given, DividedTask task) {
        List<EvaluationCandidate> candidates = new ArrayList<>();
        Map<Shape, String> shapes = new LinkedHashMap<>();
        opened.models().forEach((path, model) -> {
            PixioConfig config = model.file().config();
            EncoderSettings settings = EvaluationGroup.samePrecision(task, given, config);
            candidates.add(
                    EvaluationCandidate.verifiedWeights(path, model.file().path(), weights.withHeads(settings, path)));
            shapes.putIfAbsent(new Shape(config, model.input()), path.toString());
        });
        if (baselines) {
            shapes.forEach((shape, like) -> {
                EncoderSettings settings = EvaluationGroup.samePrecision(task, given, shape.config());
                EvaluationCandidate untrained =
                        EvaluationCandidate.untrained(shape.config(), seed, settings, shape.input());
                candidates.add(
                        shapes.size() == 1
                                ? untrained
                                : new EvaluationCandidate("untrained, shape of " + like, untrained.factory()));
            });
            Shape first = shapes.keySet().iterator().next();
            candidates.add(EvaluationCandidate.pixels(first.config(), seed, given, first.input()));
        }
        return candidates;
    }

    /** What an untrained encoder has in common with the weights that it is compared to. */
    private record Shape(PixioConfig config, ImageInput input) {}

    /** The weights themselves. */
    EvaluatedWeights weights() {
        return weights;
    }
}
