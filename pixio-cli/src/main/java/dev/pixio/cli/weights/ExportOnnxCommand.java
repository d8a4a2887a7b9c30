package dev.pixio.cli.weights;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.Version;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.downstream.model.TaskModelFile;
import dev.pixio.downstream.onnx.TaskExport;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.monitor.NumberText;
import dev.pixio.onnx.export.ExportOptions;
import dev.pixio.onnx.export.ExportReport;
import dev.pixio.onnx.export.OnnxExport;
import dev.pixio.onnx.graph.OnnxFile;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.TaskMetadata;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio export onnx}. */
@Command(
        name = "onnx",
        description = {
            "Exports an encoder, or a whole model with a head, to ONNX, for one image size or, with --dynamic-size, for any, and any batch size.",
            "",
            "Outputs of an encoder: class_tokens, patch_tokens, and pooled, the mean of the class tokens; of a model with"
                    + " a head: estimates, which are probabilities or metres. The file is checked before"
                    + " it is moved to its final name: on random images, ONNX Runtime must compute the same features as"
                    + " the encoder."
        },
        mixinStandardHelpOptions = true)
final class ExportOnnxCommand implements Callable<Integer> {

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

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The .onnx file to write.")
    private Path out;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description = "Image size, such as 256, or 192x320 with the height first; multiples of the patch size;"
                    + " positions are interpolated (default: the training size).")
    private @Nullable String imageSize;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            defaultValue = "FP32",
            description =
                    "fp32; fp16 for half the size, for GPUs; int8 for a quarter of the size, for CPUs: linear layers of"
                            + " 8 bits, as ONNX Runtime's dynamic quantisation (default: fp32).")
    private ExportOptions.Numbers dtype;

    @Option(
            names = "--dynamic-size",
            description =
                    "Leave height and width free: any that the patch size divides. Positions are interpolated in the"
                            + " graph, as embed does it. The check compares five sizes.")
    private boolean dynamicSize;

    @Option(
            names = "--opset",
            paramLabel = "N",
            description = "Version of the operator set, 17 to 20; an older one is for older runtimes (default: 20).")
    private int opset = OnnxFile.OPSET;

    @Option(names = "--external-data", description = "Write the weights to FILE.data; always so above 2 GB.")
    private boolean externalData;

    @Option(
            names = "--block",
            paramLabel = "K",
            description = "Use the tokens after block K, counted from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            description =
                    "Use the tokens before or after the final norm (default: ${DEFAULT-VALUE}, as in embed and evaluate).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--image",
            arity = "1..*",
            paramLabel = "PATH",
            description = "Images or folders for the check, besides random images; the first 32 are used.")
    private List<Path> images = List.of();

    @Mixin
    private HeadsOption heads = new HeadsOption();

    @Option(
            names = "--encoder-only",
            description = "Of a model with a head, export the encoder alone (default: the whole model).")
    private boolean encoderOnly;

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        if (!out.toString().endsWith(".onnx")) {
            throw new ParameterException(spec.commandLine(), "--out must end in .onnx, not " + out.getFileName());
        }
        ExportOptions options = RefusedOption.named(spec, this::options);
        WeightHints hints = RefusedOption.named(spec, () -> heads.apply(WeightHints.NONE));
        try (ExportCheckImages checkImages =
                new ExportCheckImages(images, spec.commandLine().getErr())) {
            ModelFile file = ModelFile.open(TaskModelFile.locate(weights), hints);
            if (!encoderOnly && file.content().metadata().containsKey(ModelFile.TASK)) {
                exportWhole();
                return 0;
            }
            AssumptionPrinter.print(
                    spec.commandLine().getErr(), file.path(), file.shape().encoderAssumptions());
            ImageInput input = EncoderInput.of(file);
            if (!input.isRgb8() && !images.isEmpty()) {
                throw new IllegalArgumentException(
                        "--image is for encoders of 8-bit RGB images; others are checked on random ones");
            }
            Encoder encoder = file.loadEncoder();
            ExportOptions all = options.withInput(input);
            report(export(encoder, all).write(encoder, out, provenance(file), checkImages));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return 0;
    }

    /** Exports encoder and head. */
    private void exportWhole() throws IOException {
        if (imageSize != null
                || block != null
                || dtype != ExportOptions.Numbers.FP32
                || externalData
                || dynamicSize
                || opset != OnnxFile.OPSET) {
            throw new IllegalArgumentException("--image-size, --dynamic-size, --block, --dtype, --opset and"
                    + " --external-data are for an encoder alone: add --encoder-only");
        }
        if (!overwrite) {
            OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
        }
        TaskExport.Report report;
        try (PointerScope scope = new PointerScope()) {
            report = TaskExport.write(TaskModel.read(weights), out, Version.number());
        }
        PrintWriter stdout = spec.commandLine().getOut();
        TaskMetadata metadata = report.metadata();
        stdout.printf(
                Locale.ROOT,
                "%s: %s, %s, fp32%n",
                report.file(),
                NumberText.bytes((double) report.bytes()),
                metadata.task().name().toLowerCase(Locale.ROOT));
        stdout.printf(
                Locale.ROOT,
                "  input    pixels [batch, %d, %d, %d], normalised%n",
                metadata.channels(),
                metadata.height(),
                metadata.width());
        stdout.printf(
                Locale.ROOT,
                "  output   estimates: %s%n",
                switch (metadata.task()) {
                    case CLASSIFICATION ->
                        "probabilities [batch, " + metadata.classes().size() + "]";
                    case SEGMENTATION ->
                        "probabilities [batch, " + metadata.classes().size() + ", " + metadata.height() + ", "
                                + metadata.width() + "]";
                    case DEPTH -> "metres [batch, 1, " + metadata.height() + ", " + metadata.width() + "]";
                });
        stdout.printf(
                Locale.ROOT,
                "  checked  ONNX Runtime against the model: largest difference %.1e%s%n",
                report.difference(),
                metadata.task() == TaskMetadata.Task.DEPTH ? " of the largest depth" : "");
        stdout.printf(
                Locale.ROOT,
                "In Java, without libtorch (pixio-onnx-runtime): OnnxTaskModel.load(Path.of(\"%s\"))%n",
                report.file());
    }

    private ExportOptions options() {
        ExportOptions options = ExportOptions.defaults()
                .withNumbers(dtype)
                .withWeights(externalData ? ExportOptions.Weights.EXTERNAL : ExportOptions.Weights.INLINE_IF_POSSIBLE)
                .withSizes(dynamicSize ? EncoderMetadata.Sizes.FREE : EncoderMetadata.Sizes.FIXED)
                .withOpset(opset)
                .withNorm(EncoderMetadata.Norm.valueOf(FinalNorm.named(norm).name()))
                .withExisting(overwrite ? ExportOptions.Existing.REPLACE : ExportOptions.Existing.REFUSE);
        return block == null ? options : options.withBlock(block);
    }

    private OnnxExport export(Encoder encoder, ExportOptions options) {
        ImageSize size = RefusedOption.named(
                spec,
                () -> imageSize == null
                        ? new ImageSize(encoder.grid().height(), encoder.grid().width())
                        : ImageSize.parse(imageSize));
        return new OnnxExport(size.height(), size.width(), options);
    }

    /** The origin of the weights, stored as metadata of the file. */
    private static Map<String, String> provenance(ModelFile file) {
        Map<String, String> known = new TreeMap<>(file.content().metadata());
        known.remove("format"); // of the safetensors file
        known.put("source", file.path().toString());
        known.put("layout", file.layout().name().toLowerCase(Locale.ROOT));
        known.put("pixio", Version.number());
        return known;
    }

    private void report(ExportReport report) {
        PrintWriter stdout = spec.commandLine().getOut();
        EncoderMetadata metadata = report.metadata();
        stdout.printf(Locale.ROOT, "%s: %s", report.file(), NumberText.bytes((double) report.bytes()));
        report.data().ifPresent(data -> stdout.printf(Locale.ROOT, " with its weights in %s", data.getFileName()));
        stdout.printf(Locale.ROOT, ", %s, opset %d%n", dtype.name().toLowerCase(Locale.ROOT), report.opset());
        boolean free = metadata.sizes() == EncoderMetadata.Sizes.FREE;
        stdout.printf(
                Locale.ROOT,
                "  input    pixels [batch, %d, %s], normalised%s%n",
                metadata.channels(),
                free ? "height, width" : metadata.height() + ", " + metadata.width(),
                free ? "; multiples of " + metadata.patchSize() : "");
        stdout.printf(
                Locale.ROOT,
                "  outputs  class_tokens [batch, %d, %d], patch_tokens [batch, %s, %d], pooled [batch, %d]%n",
                metadata.classTokens(),
                metadata.dimension(),
                free ? "patches" : Integer.toString(metadata.patches()),
                metadata.dimension(),
                metadata.dimension());
        stdout.printf(
                Locale.ROOT,
                "  checked  ONNX Runtime against the encoder%s: largest difference %.1e, cosine distance %.1e%n",
                free ? " at five sizes" : "",
                report.difference().largest(),
                report.difference().cosineDistance());
        if (dtype == ExportOptions.Numbers.FP32 && metadata.norm() == EncoderMetadata.Norm.BEFORE) {
            stdout.printf(
                    Locale.ROOT,
                    "           (tolerance %.1e before the norm, for features with an RMS of %.2g)%n",
                    report.difference().maxFp32Difference(metadata.norm()),
                    report.difference().rms());
        }
        stdout.printf(Locale.ROOT, "In Java, without libtorch (pixio-onnx-runtime):%n");
        stdout.printf(
                Locale.ROOT,
                "  try (OnnxImageEncoder encoder = OnnxImageEncoder.load(Path.of(\"%s\"))) {%n"
                        + "    float[] features = encoder.embed(Path.of(\"cat.jpg\"));%n  }%n",
                report.file());
    }
}
