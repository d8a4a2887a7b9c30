package dev.pixio.cli.run;

import dev.pixio.augment.Augmentation;
import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.eval.PatchStatistics;
import dev.pixio.eval.ReconstructedImages;
import dev.pixio.eval.ReconstructionGrid;
import dev.pixio.eval.Reconstructor;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio reconstruct}. */
@Command(
        name = "reconstruct",
        description = {
            "Masks images and reconstructs the masked patches.",
            "",
            "Writes one row per image: original, visible patches, reconstruction, both together. The model predicts patches"
                    + " without their mean and variance. They are taken from the original, so compare structure, not"
                    + " brightness; with --patch-statistics visible they are interpolated from the visible patches, and"
                    + " nothing of the masked patches is used."
        },
        mixinStandardHelpOptions = true)
public final class ReconstructCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--weights",
            required = true,
            paramLabel = "PATH",
            description =
                    "Folder of a run (its newest checkpoint is used) or checkpoint, or a weight file with a decoder.")
    private Path weights;

    @Option(
            names = "--image",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Images, or folders of images; may be repeated.")
    private List<Path> images;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG file to write.")
    private Path out;

    @Option(
            names = "--max",
            paramLabel = "N",
            defaultValue = "8",
            description = "Maximum number of images (default: ${DEFAULT-VALUE}).")
    private int max;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the masks (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--patch-statistics",
            paramLabel = "SOURCE",
            defaultValue = "original",
            description =
                    "Mean and deviation of a reconstructed patch: original, those of the original patch; or visible,"
                            + " interpolated from the visible patches of the image (default: ${DEFAULT-VALUE}).")
    private PatchStatistics statistics = PatchStatistics.ORIGINAL;

    @Option(names = "--overwrite", description = "Replace an existing file.")
    private boolean overwrite;

    @Mixin
    private ModelHeadsOptions heads = new ModelHeadsOptions();

    @Override
    public Integer call() throws IOException {
        if (!String.valueOf(out.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--out must end in .png, not " + out);
        }
        if (max < 1) {
            throw new ParameterException(spec.commandLine(), "--max must be at least 1, not " + max);
        }
        WeightHints hints = RefusedOption.named(spec, () -> heads.apply(WeightHints.NONE));
        requireWritable();
        ModelFile file = ModelFile.open(weights, hints);
        AssumptionPrinter.print(
                spec.commandLine().getErr(), file.path(), file.shape().assumptions());
        List<ImageSource> sources = new ArrayList<>();
        for (Path path : images) {
            sources.add(IndexPrinter.open(path, Set.of(out), new PrintWriter(Writer.nullWriter())));
        }
        Pixio model = file.load();
        List<String> names = new ArrayList<>();
        Tensor pixels = pixels(sources, model.config().grid(), names);
        ReconstructedImages images = new Reconstructor(model, statistics).reconstruct(pixels, seed);
        if (!images.notFinite().isEmpty()) {
            throw new IOException("the reconstruction of "
                    + names.get(images.notFinite().get(0))
                    + " is not finite: it has NaN or infinite numbers, because the weights are too large");
        }
        OutputFile.createFolderOf(out);
        ReconstructionGrid.write(out, images);
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.printf(
                Locale.ROOT,
                "%s: %d image%s from %s, at the %d x %d pixels of the model%n",
                out,
                pixels.size(0),
                pixels.size(0) == 1 ? "" : "s",
                file.path(),
                model.config().grid().height(),
                model.config().grid().width());
        stdout.println(
                switch (images.statistics()) {
                    case ORIGINAL -> "Mean and variance of each reconstructed patch come from the original.";
                    case VISIBLE ->
                        "Mean and deviation of each reconstructed patch are interpolated from the visible patches.";
                });
        return 0;
    }

    /** Checked before the model is loaded; an image that is reconstructed is never replaced. */
    private void requireWritable() throws IOException {
        for (Path image : images) {
            if (Files.exists(out) && Files.exists(image) && Files.isSameFile(out, image)) {
                throw new FileSystemException(
                        out.toString(), null, "--out is one of the images of --image; name another file");
            }
        }
        if (!overwrite) {
            OutputFile.requireAbsent(out, "replace it with --overwrite, or name another file");
        }
        OutputFile.requireFolderOf(out);
    }

    /**
     * The first readable images, uint8 {@code [B, 3, H, W]}.
     *
     * @param names receives their names
     */
    private Tensor pixels(List<ImageSource> sources, PatchGrid grid, List<String> names) {
        Augmentation view = Augmentation.centreCrop(grid.height(), grid.width());
        List<RgbImage> read = new ArrayList<>();
        try {
            for (ImageSource source : sources) {
                for (long i = 0; i < source.size() && read.size() < max; i++) {
                    try {
                        read.add(source.read(i));
                        names.add(source.name(i));
                    } catch (ImageReadException e) {
                        spec.commandLine()
                                .getErr()
                                .println("pixio: skipped " + OneLine.of(source.name(i) + ": " + e.reason()));
                    }
                }
            }
            Tensor pixels = Tensors.zeros(ScalarType.Byte, read.size(), grid.channels(), grid.height(), grid.width());
            for (int i = 0; i < read.size(); i++) {
                try (Tensor target = pixels.select(0, i)) {
                    view.apply(read.get(i), RandomStream.of(0, "not random"), target);
                }
            }
            return pixels;
        } finally {
            read.forEach(RgbImage::close);
        }
    }
}
