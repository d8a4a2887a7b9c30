package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.ErrorReporter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.option.InferenceOptions;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.evaluate.EvaluatedHead;
import dev.pixio.downstream.evaluate.HeadEvaluation;
import dev.pixio.downstream.evaluate.HeadRow;
import dev.pixio.downstream.evaluate.HeadSettings;
import dev.pixio.downstream.evaluate.KeptPredictions;
import dev.pixio.downstream.evaluate.SampleFactory;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.image.PredictionSheet;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import dev.pixio.model.config.PixioConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What evaluations by heads have in common: encoders, the head and its training, output. */
final class HeadOptions {

    private static final int ENCODING_BATCH = 64;
    private static final int DRAWN = 6;

    @Mixin
    private EvaluatedWeights weights = new EvaluatedWeights();

    @Mixin
    private HeadDataOptions data = new HeadDataOptions();

    @Mixin
    private InferenceOptions hardware = new InferenceOptions();

    @Mixin
    private EvaluationOutput output = new EvaluationOutput();

    @Option(
            names = "--head",
            paramLabel = "linear|dpt",
            defaultValue = "linear",
            description =
                    "linear: batch normalisation and a 1 x 1 convolution of the last block; dpt: the head of dense"
                            + " prediction transformers on four blocks (default: ${DEFAULT-VALUE}).")
    private String head;

    @Option(
            names = "--dpt-width",
            paramLabel = "N",
            defaultValue = "256",
            description =
                    "Channels of the fusion blocks of DPT, to which the other widths are in proportion: fewer are faster"
                            + " (default: ${DEFAULT-VALUE}, as published).")
    private int dptWidth;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "60",
            description = "Passes over the training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--train-batch",
            paramLabel = "N",
            description = "Images per step (default: 32; of ADE20K 16, of LoveDA 8).")
    private @Nullable Integer trainBatch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "Highest learning rate (default: 2e-4 for the linear head, 1e-4 for DPT).")
    private @Nullable Double learningRate;

    @Option(
            names = "--weight-decay",
            paramLabel = "X",
            defaultValue = "0.01",
            description = "Weight decay of AdamW (default: ${DEFAULT-VALUE}).")
    private double weightDecay;

    @Option(
            names = "--crop",
            paramLabel = "N|HxW",
            description =
                    "Size of training images and of the windows of the test, such as 256, or 192x320 with the height"
                            + " first; multiples of the patch size (default: the encoder's image size; that of the"
                            + " published encoders is 256).")
    private @Nullable String crop;

    @Option(
            names = "--stride",
            paramLabel = "N|HxW",
            description =
                    "Pixels from one window of the test to the next, or downwards and to the right (default: two thirds"
                            + " of the crop; for scenes, which have the size of the crop, the crop).")
    private @Nullable String stride;

    @Option(
            names = "--augment",
            negatable = true,
            fallbackValue = "true",
            description =
                    "Augment training images at random, scale, crop and flip for segmentation, crop and flip for depth"
                            + " (default: on; off for scenes). Without, each image is encoded once.")
    private @Nullable Boolean augment;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Trainings with different seeds, for mean and spread (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "First seed of heads; seed of the untrained encoder and of held-out images (default:"
                    + " ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--baselines",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Also evaluate an untrained encoder of the same shape (default: on).")
    private boolean baselines;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Keep the heads in this folder. The same command with it continues after an interruption, with the"
                            + " same result to the bit.")
    private @Nullable Path out;

    @Option(
            names = "--images",
            paramLabel = "FILE",
            description = "Also write a PNG of " + DRAWN
                    + " test images: image, truth, prediction, error, by the first of" + " --weights.")
    private @Nullable Path images;

    @Option(names = "--overwrite", description = "Replace an existing file of --images.")
    private boolean overwrite;

    /** The samples. */
    HeadDataOptions data() {
        return data;
    }

    long seed() {
        return seed;
    }

    /**
     * Evaluates the encoders, prints the table and saves the report.
     *
     * @param augmentation the published one of the task
     * @param samples to train and test on
     * @return the exit code
     */
    int evaluate(CommandSpec spec, DenseAugmentation augmentation, Supplier<SampleFactory> samples)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        HeadPrinter printer = new HeadPrinter(output.open(spec), spec.commandLine(), output.printsJson());
        KeptPredictions predictions = new KeptPredictions(requireImages(spec));
        HeadSettings settings = RefusedOption.named(spec, () -> {
            hardware.compute().applyThreads();
            return settings(augmentation);
        });
        SampleFactory factory = RefusedOption.named(spec, samples);
        EvaluationReport<HeadRow> report;
        List<Integer> view;
        SignalHandler interrupt = new SignalHandler(
                printer::stop, err, "stopping after this step" + (out == null ? "" : "; the same command continues"));
        try (interrupt) {
            EvaluatedWeights.Opened opened = weights.open(err);
            view = opened.first().input().view();
            report = new HeadEvaluation(settings, factory, Optional.ofNullable(out))
                    .run(encoders(opened, settings), predictions, printer)
                    .withNotes(opened.assumptions());
        } catch (CancellationException e) {
            return interrupt.exitCode(ErrorReporter.FAILED);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), ErrorReporter.firstLine(e), e);
        }
        output.write(report, () -> printer.print(report), spec.commandLine().getOut());
        weights.saveInRuns(report, err);
        if (images != null) {
            OutputFile.createFolderOf(images);
            PredictionSheet.write(images, predictions.all(), view);
            printer.println(images + ": " + predictions.all().size() + " test images, predicted by " + weights.first());
        }
        return 0;
    }

    private int requireImages(CommandSpec spec) throws IOException {
        if (images == null) {
            if (overwrite) {
                throw new ParameterException(spec.commandLine(), "--overwrite is for --images, which is missing");
            }
            return 0;
        }
        if (!String.valueOf(images.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--images must end in .png, not " + images);
        }
        if (!overwrite) {
            OutputFile.requireAbsent(images, "replace it with --overwrite, or name another file");
        }
        OutputFile.requireFolderOf(images);
        return DRAWN;
    }

    private HeadSettings settings(DenseAugmentation augmentation) {
        if (seeds < 1 || seeds > 100) {
            throw new IllegalArgumentException("the number of seeds must be 1 to 100, not " + seeds);
        }
        LoaderOptions loading = hardware.loader(ENCODING_BATCH);
        EncoderSettings compute = hardware.compute().apply(EncoderSettings.defaults());
        boolean augmented = augment == null ? !data.scenes() : augment;
        return new HeadSettings(
                HeadKind.named(head),
                DptShape.ofWidth(dptWidth),
                epochs,
                trainBatch == null ? OptionalInt.empty() : OptionalInt.of(trainBatch),
                learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate),
                weightDecay,
                Optional.ofNullable(crop).map(ImageSize::parse),
                Optional.ofNullable(stride).map(ImageSize::parse),
                augmented ? Optional.of(augmentation) : Optional.empty(),
                LongStream.range(seed, seed + seeds).boxed().toList(),
                loading.batches().size(),
                loading.decoding().threads(),
                compute.device(),
                compute.precision());
    }

    /** What an untrained encoder has in common with the weights that it is compared to. */
    private record Shape(PixioConfig config, ImageInput input) {}

    private List<EvaluatedHead> encoders(EvaluatedWeights.Opened opened, HeadSettings settings) {
        List<EvaluatedHead> encoders = new ArrayList<>();
        Map<Shape, Path> shapes = new LinkedHashMap<>();
        opened.models().forEach((path, model) -> {
            PixioConfig config = model.file().config();
            settings.require(config);
            EncoderSettings named = weights.withHeads(EncoderSettings.defaults(), path);
            encoders.add(EvaluatedHead.weights(path, named.hints(), config, model.input()));
            shapes.putIfAbsent(new Shape(config, model.input()), path);
        });
        if (baselines) {
            shapes.forEach((shape, like) -> encoders.add(EvaluatedHead.untrained(
                    shapes.size() == 1 ? "untrained" : "untrained, shape of " + like,
                    shape.config(),
                    shape.input(),
                    seed)));
        }
        return encoders;
    }
}
