package dev.pixio.cli.show;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.cli.option.DrawnImageOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.data.ImageSource;
import dev.pixio.embed.EncoderInput;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.view.FeatureViewer;
import dev.pixio.embed.view.PatchPoint;
import dev.pixio.embed.view.ViewSize;
import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.Upscaling;
import dev.pixio.eval.view.FeatureFolder;
import dev.pixio.eval.view.FeaturePanels;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio show features}. */
@Command(
        name = "features",
        abbreviateSynopsis = true,
        description = {
            "Draws the features of images: colours by principal components, attention, similarity to a point.",
            "",
            "PCA: the three first principal components of the patch tokens of all images together, as red, green and blue;"
                    + " once over all patches, and once over the foreground, which the first component separates."
                    + " Attention: of the class tokens to the patches. Similarity: cosine of patch tokens.",
            "",
            "Writes features.png with all images, and a folder for each image with a file for each map, among them the"
                    + " attention of each class token in each head."
        },
        mixinStandardHelpOptions = true)
final class ShowFeaturesCommand implements Callable<Integer> {

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

    @Mixin
    private DrawnImageOptions images = new DrawnImageOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write into.")
    private Path out;

    @Option(
            names = "--at",
            paramLabel = "X,Y",
            description =
                    "Also draw the similarity of all patches to the one with this pixel of the first image; may be"
                            + " repeated.")
    private List<String> at = List.of();

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description =
                    "N: length of the shorter side, the aspect ratio is kept; HxW: height and width, the centre is"
                            + " cropped. Multiples of the patch size; positions are interpolated (default: twice the training"
                            + " size).")
    private @Nullable String imageSize;

    @Option(
            names = "--block",
            paramLabel = "K",
            description = "Patch tokens after block K and attention in it, counted from 1 (default: the last).")
    private @Nullable Integer block;

    @Option(
            names = "--norm",
            paramLabel = "before|after",
            description = "Patch tokens before or after the final norm (default: ${DEFAULT-VALUE}, as in embed).")
    private String norm = FinalNorm.DEFAULT.id();

    @Option(
            names = "--upscaling",
            paramLabel = "bilinear|nearest",
            defaultValue = "bilinear",
            description =
                    "From patches to pixels: bilinear, or nearest for a square per patch (default: ${DEFAULT-VALUE}).")
    private Upscaling upscaling;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Mixin
    private HeadsOption heads = new HeadsOption();

    @Option(names = "--overwrite", description = "Write into a folder that is not empty, and replace its files.")
    private boolean overwrite;

    @Override
    public Integer call() throws IOException {
        images.require(spec);
        List<PixelPosition> pixels = RefusedOption.named(
                spec, () -> at.stream().map(PixelPosition::parse).toList());
        EncoderSettings settings = RefusedOption.named(spec, this::settings);
        WeightHints hints = RefusedOption.named(spec, () -> heads.apply(WeightHints.NONE));
        RefusedOption.named(spec, () -> {
            compute.applyThreads();
            return compute.device();
        });
        requireWritable();
        ModelFile file = ModelFile.open(weights, hints);
        AssumptionPrinter.print(
                spec.commandLine().getErr(), file.path(), file.shape().encoderAssumptions());
        ImageInput input = EncoderInput.of(file);
        Encoder encoder = file.loadEncoder();
        try {
            draw(encoder, settings, pixels, file, input);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return 0;
    }

    private EncoderSettings settings() {
        EncoderSettings settings = EncoderSettings.defaults().withNorm(FinalNorm.named(norm));
        if (imageSize != null) {
            ImageSize.parse(imageSize);
        }
        return block == null ? settings : settings.withBlock(block);
    }

    private ViewSize size(PatchGrid grid) {
        if (imageSize == null) {
            return ViewSize.shorterSide(ViewSize.ENLARGED * Math.min(grid.height(), grid.width()));
        }
        ImageSize size = ImageSize.parse(imageSize);
        return imageSize.strip().matches("\\d+") ? ViewSize.shorterSide(size.height()) : ViewSize.exactly(size);
    }

    /** Checked before the model is loaded. */
    private void requireWritable() throws IOException {
        OutputFile.requireFolderOf(out);
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new FileSystemException(out.toString(), null, "it is a file; name a folder");
        }
        if (!overwrite && Files.isDirectory(out)) {
            try (Stream<Path> files = Files.list(out)) {
                if (files.findAny().isPresent()) {
                    throw new FileSystemException(
                            out.toString(),
                            null,
                            "it is not empty; name another folder, or write into it with --overwrite");
                }
            }
        }
    }

    private void draw(
            Encoder encoder, EncoderSettings settings, List<PixelPosition> pixels, ModelFile file, ImageInput input)
            throws IOException {
        PatchGrid grid = file.config().grid();
        ViewSize size = size(grid);
        FeatureChoice choice = settings.choice(encoder.config());
        ImageSize least = size.exact().orElse(ImageSize.square(size.shorter()));
        int patches = least.height() / grid.patchSize() * (least.width() / grid.patchSize());
        Tensors.move(encoder, compute.device());
        List<ViewedImage> viewed = new ArrayList<>();
        List<PatchPoint> points = new ArrayList<>();
        try (FeatureViewer viewer = new FeatureViewer(
                encoder, compute.precision(Workload.features(encoder.config(), patches)), choice, input)) {
            long left = images.open(out, input)
                    .read(
                            (source, index) -> {
                                Drawn image = drawn(source, index, input, viewer, size);
                                if (viewed.isEmpty()) {
                                    points.addAll(points(pixels, image, size, viewer.patchSize()));
                                }
                                viewed.add(image.viewed());
                            },
                            (failure, reason) -> skip(failure, reason, viewed.isEmpty() && !pixels.isEmpty()));
            if (left > 0) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                Locale.ROOT,
                                "pixio: %,d more image%s not drawn; --max N draws more%n",
                                left,
                                left == 1 ? " is" : "s are");
            }
        }
        if (viewed.isEmpty()) {
            throw new IOException("no image of --image can be read");
        }
        FeaturePanels panels = new FeaturePanels(viewed, points, upscaling);
        FeatureFolder folder = new FeatureFolder(out);
        folder.write(panels);
        report(folder, panels, choice, file);
    }

    /**
     * An image that was drawn.
     *
     * @param width in its own size
     * @param height in its own size
     */
    private record Drawn(ViewedImage viewed, int width, int height) {}

    private static Drawn drawn(ImageSource source, long index, ImageInput input, FeatureViewer viewer, ViewSize size)
            throws ImageReadException {
        if (!input.isRgb8()) {
            Raster image = source.raster(index, input);
            return new Drawn(viewer.view(source.name(index), image, size), image.width(), image.height());
        }
        try (RgbImage image = source.read(index)) {
            return new Drawn(viewer.view(source.name(index), image, size), image.width(), image.height());
        }
    }

    private static List<PatchPoint> points(List<PixelPosition> pixels, Drawn image, ViewSize size, int patchSize) {
        Framing framing = size.framing(image.width(), image.height(), patchSize);
        return pixels.stream()
                .map(pixel -> PatchPoint.of(pixel.x(), pixel.y(), image.width(), image.height(), framing, patchSize))
                .toList();
    }

    private void skip(String failure, ImageReadException reason, boolean hasPixels) throws IOException {
        if (hasPixels) {
            throw new IOException("--at is a pixel of the first image, which cannot be read: " + failure, reason);
        }
        DrawnImageOptions.Sources.reportedTo(spec.commandLine().getErr()).skip(failure, reason);
    }

    private void report(FeatureFolder folder, FeaturePanels panels, FeatureChoice choice, ModelFile file) {
        PrintWriter stdout = spec.commandLine().getOut();
        ViewedImage first = panels.images().get(0);
        int count = panels.images().size();
        stdout.printf(
                Locale.ROOT, "%s: %d image%s from %s%n", folder.sheet(), count, count == 1 ? "" : "s", file.path());
        stdout.printf(
                Locale.ROOT,
                "  features   block %d, %s the final norm; %d class token%s, %d heads%n",
                choice.block(),
                choice.norm().id(),
                first.classTokens(),
                first.classTokens() == 1 ? "" : "s",
                first.heads());
        stdout.printf(
                Locale.ROOT,
                "  first      %d x %d pixels (height x width), %d x %d patches; trained at %d x %d%n",
                first.height(),
                first.width(),
                first.rows(),
                first.columns(),
                file.config().grid().height(),
                file.config().grid().width());
        stdout.printf(Locale.ROOT, "  each map   %s%n", folder.path().resolve("IMAGE"));
    }
}
