package dev.pixio.cli.weights;

import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.monitor.NumberText;
import dev.pixio.nn.Normalization;
import dev.pixio.nn.PositionResize;
import dev.pixio.weights.Conversion;
import dev.pixio.weights.FiniteWeights;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.OptionText;
import dev.pixio.weights.config.DerivedConfig;
import dev.pixio.weights.layout.WeightLayout;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/** Prints a conversion: source, target, model, and all tensors that were not copied. */
final class ConversionPrinter {

    /** Of the layer norms of timm's encoders with rotary positions. */
    private static final double DINOV3_EPSILON = 1e-5;

    private final PrintWriter out;

    private ConversionPrinter(PrintWriter out) {
        this.out = out;
    }

    static void print(PrintWriter out, Conversion conversion, Path to) {
        ConversionPrinter printer = new ConversionPrinter(out);
        ModelFile source = conversion.source();
        Map<String, Tensor> read = source.content().tensors();
        printer.line("from", source.path() + ": " + source.layout() + ", " + tensors(read));
        printer.line("to", to + ": " + conversion.plan().layout() + ", " + written(conversion));
        printer.line("model", model(source));
        printer.names("missing", source.report().missing());
        printer.names("left over", source.report().unexpected());
        printer.names("ignored", source.report().ignored());
        if (!conversion.omitted().isEmpty()) {
            String why = conversion.plan().layout().hasDecoder()
                    ? "--encoder-only"
                    : "the layout " + conversion.plan().layout() + " has none";
            printer.line(
                    "left out",
                    "the decoder, " + NumberText.counted(conversion.omitted().size(), "tensor") + ": " + why);
        }
        if (!conversion.added().isEmpty()) {
            printer.line(
                    "added",
                    String.join(", ", conversion.added()) + ": zeros, which the library loads and does not use");
        }
        FiniteWeights.fault(conversion.tensors())
                .ifPresent(fault -> printer.line("warning", "not finite, and kept: " + fault));
        WeightLayout layout = conversion.plan().layout();
        double epsilon = source.shape().normEpsilon();
        boolean rotary = source.config().encoder().options().positions().rotates();
        double ofLibrary = rotary ? DINOV3_EPSILON : Normalization.EPSILON;
        if (epsilon != ofLibrary && layout != WeightLayout.PIXIO && layout != WeightLayout.HUGGINGFACE) {
            printer.line(
                    "note",
                    "the library's layer norms have an epsilon of " + ofLibrary + ", this model's of " + epsilon);
        }
        PositionResize resize =
                DerivedConfig.positionResize(layout, source.config().encoder().options());
        if (layout != WeightLayout.PIXIO && !rotary && resize != source.config().positionResize()) {
            printer.line(
                    "note",
                    "for images of another size the library interpolates positions "
                            + interpolation(resize) + ", this model "
                            + interpolation(source.config().positionResize())
                            + " in Pixio; --image-size writes them for one size");
        }
    }

    private static String model(ModelFile source) {
        EncoderConfig encoder = source.config().encoder();
        PatchGrid grid = source.config().grid();
        return String.format(
                Locale.ROOT,
                "%d x %d, %s, %s%s, patches of %d, %d x %d pixels%s",
                encoder.width(),
                encoder.depth(),
                NumberText.counted(encoder.heads(), "head"),
                NumberText.counted(encoder.classTokens(), "class token"),
                encoder.options().equals(EncoderOptions.NONE) ? "" : ", " + OptionText.of(encoder.options()),
                grid.patchSize(),
                grid.height(),
                grid.width(),
                encoder.options().positions().rotates()
                        ? "" // among the options
                        : ", " + name(source.config().positions()) + " positions");
    }

    private static String tensors(Map<String, Tensor> tensors) {
        TreeSet<String> dtypes = new TreeSet<>();
        double bytes = 0;
        for (Tensor tensor : tensors.values()) {
            dtypes.add(dtype(tensor));
            bytes += (double) tensor.numel() * tensor.element_size();
        }
        return NumberText.counted(tensors.size(), "tensor") + ", " + String.join(" and ", dtypes) + ", "
                + NumberText.bytes(bytes);
    }

    private static String written(Conversion conversion) {
        TreeSet<String> dtypes = new TreeSet<>();
        conversion.tensors().values().forEach(tensor -> dtypes.add(dtype(tensor)));
        String dtype = switch (conversion.plan().dtype()) {
            case KEEP -> String.join(" and ", dtypes);
            default -> conversion.plan().dtype().toString();
        };
        return NumberText.counted(conversion.tensors().size(), "tensor") + ", " + dtype + ", "
                + NumberText.bytes((double) conversion.bytes());
    }

    private static String dtype(Tensor tensor) {
        return switch (tensor.scalar_type().intern()) {
            case Float -> "fp32";
            case Half -> "fp16";
            case BFloat16 -> "bf16";
            default -> tensor.scalar_type().intern().toString().toLowerCase(Locale.ROOT);
        };
    }

    private void names(String label, List<String> names) {
        line(label, names.isEmpty() ? "nothing" : String.join(", ", names));
    }

    private void line(String label, String text) {
        out.printf(Locale.ROOT, "%-10s %s%n", label, text);
    }

    private static String interpolation(PositionResize resize) {
        return switch (resize) {
            case PLAIN -> "without antialiasing";
            case ANTIALIASED -> "with antialiasing";
        };
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
