package dev.pixio.cli.data;

import dev.pixio.augment.Augmentation;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.data.ImageSource;
import dev.pixio.eval.score.ViewSheet;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OneLine;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio data show}. */
@Command(
        name = "show",
        description = {
            "Draws images as a model sees them after augmentation, beside the whole images with the crops drawn in.",
            "",
            "A crop has the colour of the line above its view. Give --image-size, --min-scale and --flip as for"
                    + " pretrain."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: the sheet was written", "1: failed, with a message", "2: wrong usage"})
final class DataShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ImagesOptions images = new ImagesOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG file to write.")
    private Path out;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "8",
            description = "Images to draw, at equal distances in the source (default: ${DEFAULT-VALUE}).")
    private int max;

    @Option(
            names = "--views",
            paramLabel = "N",
            defaultValue = "4",
            description = "Views of an image (default: ${DEFAULT-VALUE}).")
    private int views;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Size of the views, such as 256 or 192x320 (default: ${DEFAULT-VALUE}).")
    private String imageSize;

    @Option(
            names = "--min-scale",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Smallest area of a random crop, as a share of the image (default: ${DEFAULT-VALUE}).")
    private double minScale;

    @Option(
            names = "--flip",
            paramLabel = "P",
            defaultValue = "0.5",
            description = "Probability of a horizontal flip (default: ${DEFAULT-VALUE}).")
    private double flip;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the crops and flips (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        if (!String.valueOf(out.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--out must end in .png, not " + out);
        }
        if (max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1, not " + max);
        }
        ViewSheet sheet = RefusedOption.named(spec, this::sheet);
        if (!overwrite) {
            OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
        }
        PrintWriter err = spec.commandLine().getErr();
        try (ImageSource source = images.open(spec)) {
            long count = Math.min(max, source.size());
            for (long i = 0; i < count; i++) {
                long index = i * source.size() / count;
                try (RgbImage image = source.read(index)) {
                    sheet.add(image);
                } catch (ImageReadException e) {
                    err.println("pixio: skipped " + OneLine.of(source.name(index) + ": " + e.reason()));
                }
            }
            if (sheet.size() == 0) {
                throw new IOException("none of the images to draw can be read from " + source.description());
            }
            OutputFile.createFolderOf(out);
            sheet.write(out);
            PrintWriter stdout = spec.commandLine().getOut();
            stdout.printf(Locale.ROOT, "%s: %d of %s%n", out, sheet.size(), source.description());
            stdout.flush();
            return 0;
        }
    }

    private ViewSheet sheet() {
        if (!(minScale > 0 && minScale <= 1)) {
            throw new IllegalArgumentException(
                    "the smallest area of a crop must be above 0 and at most 1, not " + minScale);
        }
        ImageSize size = ImageSize.parse(imageSize);
        return new ViewSheet(Augmentation.pretraining(size.height(), size.width(), minScale, 1, flip), views, seed);
    }
}
