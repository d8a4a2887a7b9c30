package dev.pixio.cli.weights;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.weights.Conversion;
import dev.pixio.weights.ConversionPlan;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import dev.pixio.weights.layout.WeightLayout;
import dev.pixio.weights.tensor.SavedDtype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio convert}. */
@Command(
        name = "convert",
        abbreviateSynopsis = true,
        description = {
            "Converts weights between Pixio and other libraries.",
            "",
            "The source layout is detected by the names of the tensors. Missing, left-over and ignored tensors are listed. A"
                    + " file with missing or left-over tensors is refused, because the model would compute something else."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio convert --from pixio_vitb16.pth --to pixio_vitb16.safetensors",
            "  pixio convert --from runs/mine --to mine-hf --layout huggingface",
            "  pixio convert --from runs/mine --to mine.pth --layout official --dtype bf16"
        })
public final class ConvertCommand implements Callable<Integer> {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KB|MB|GB)?", Pattern.CASE_INSENSITIVE);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "PATH",
            description =
                    "A .safetensors, .pth, .pt, .ckpt or .bin file, a folder of transformers, or the folder of a run"
                            + " or checkpoint.")
    private Path from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "PATH",
            description = "The .safetensors or .pth file to write, or the folder for huggingface.")
    private Path to;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            defaultValue = "pixio",
            description = "Target layout: pixio, official, lightly, lightly-split, timm, huggingface or mae"
                    + " (default: ${DEFAULT-VALUE}).")
    private String layout;

    @Option(names = "--from-layout", paramLabel = "NAME", description = "Source layout, if the detected one is wrong.")
    private @Nullable String fromLayout;

    @Option(
            names = "--dtype",
            paramLabel = "NAME",
            defaultValue = "keep",
            description = "Data type: keep, fp32, fp16 or bf16 (default: ${DEFAULT-VALUE}).")
    private String dtype;

    @Option(names = "--encoder-only", description = "Leave out the decoder.")
    private boolean encoderOnly;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description =
                    "Write positions for images of this size, interpolated as Pixio does it: for libraries that interpolate"
                            + " otherwise. For an encoder alone (default: the positions of the file).")
    private @Nullable String imageSize;

    @Option(
            names = "--shard-size",
            paramLabel = "BYTES",
            defaultValue = "5GB",
            description = "Maximum size of a file in a huggingface folder (default: ${DEFAULT-VALUE}).")
    private String shardSize;

    @Mixin
    private ModelHeadsOptions heads = new ModelHeadsOptions();

    @Option(
            names = "--drop-left-over",
            description = "Convert in spite of left-over tensors; they are listed and not written.")
    private boolean dropLeftOver;

    @Option(names = "--overwrite", description = "Replace an existing file or folder.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        ConversionPlan plan = RefusedOption.named(spec, this::plan);
        WeightHints hints = RefusedOption.named(spec, this::hints);
        Conversion.Existing existing = overwrite ? Conversion.Existing.REPLACE : Conversion.Existing.REFUSE;
        Conversion.requireWritable(to, plan.layout(), existing);
        try (PointerScope scope = new PointerScope()) {
            ModelFile source = sized(ModelFile.open(from, hints), plan);
            Conversion conversion = Conversion.of(source, plan);
            AssumptionPrinter.print(
                    spec.commandLine().getErr(),
                    source.path(),
                    conversion.omitted().isEmpty()
                            ? source.shape().assumptions()
                            : source.shape().encoderAssumptions());
            conversion.write(to, existing);
            ConversionPrinter.print(spec.commandLine().getOut(), conversion, to);
        }
        return 0;
    }

    private ModelFile sized(ModelFile source, ConversionPlan plan) {
        boolean whole =
                plan.parts() == ConversionPlan.Parts.ALL && plan.layout().hasDecoder();
        return RefusedOption.named(spec, () -> {
            if (imageSize == null) {
                return source;
            }
            ImageSize size = ImageSize.parse(imageSize);
            if (whole && source.hasDecoder()) {
                throw new IllegalArgumentException("--image-size is for an encoder alone: add --encoder-only");
            }
            return source.encoderFor(size.height(), size.width());
        });
    }

    private ConversionPlan plan() {
        return ConversionPlan.to(WeightLayout.find(layout))
                .withDtype(SavedDtype.find(dtype))
                .withParts(encoderOnly ? ConversionPlan.Parts.ENCODER : ConversionPlan.Parts.ALL)
                .withShardBytes(bytes(shardSize));
    }

    private WeightHints hints() {
        WeightHints hints = WeightHints.NONE;
        if (fromLayout != null) {
            hints = hints.withLayout(WeightLayout.find(fromLayout));
        }
        hints = heads.apply(hints);
        return dropLeftOver ? hints.withUnexpected(WeightHints.Unexpected.LISTED) : hints;
    }

    /** Bytes of a size in decimal units, as in transformers. */
    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException("--shard-size must be like 5GB or 500MB, not " + text);
        }
        String unit = size.group(2) == null ? "B" : size.group(2).toUpperCase(Locale.ROOT);
        long factor = switch (unit) {
            case "KB" -> 1_000L;
            case "MB" -> 1_000_000L;
            case "GB" -> 1_000_000_000L;
            default -> 1L;
        };
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), factor);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("--shard-size is too large: " + text, e);
        }
    }
}
