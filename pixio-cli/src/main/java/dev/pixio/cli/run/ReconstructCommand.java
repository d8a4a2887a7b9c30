package dev.pixio.cli.run;

import dev.pixio.augment.Augmentation;
import dev.pixio.cli.channel.ViewOption;
import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.DrawnImageOptions;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.embed.EncoderInput;
import dev.pixio.eval.PatchStatistics;
import dev.pixio.eval.ReconstructedImages;
import dev.pixio.eval.ReconstructionGrid;
import dev.pixio.eval.Reconstructor;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
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
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
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
                    "Folder of a run (its best checkpoint, or the newest) or checkpoint, or a weight file with a decoder.")
    private Path weights;

    @Mixin
    private DrawnImageOptions images = new DrawnImageOptions();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "PNG file to write.")
    private Path out;

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
    private ViewOption view = new ViewOption();

    @Mixin
    private ModelHeadsOptions heads = new ModelHeadsOptions();

    @Override
    public Integer call() throws IOException {
        if (!String.valueOf(out.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--out must end in .png, not " + out);
        }
        images.require(spec);
        WeightHints hints = RefusedOption.named(spec, () -> heads.apply(WeightHints.NONE));
        requireWritable();
        ModelFile file = ModelFile.open(weights, hints);
        AssumptionPrinter.print(
                spec.commandLine().getErr(), file.path(), file.shape().assumptions());
        ImageInput input = RefusedOption.opened(spec, () -> view.apply(EncoderInput.of(file)));
        DrawnImageOptions.Sources sources = images.open(out, input);
        Pixio model = file.load();
        List<String> names = new ArrayList<>();
        Tensor pixels = pixels(sources, model.config().grid(), input, names);
        ReconstructedImages reconstructed = new Reconstructor(model, statistics, input).reconstruct(pixels, seed);
        if (!reconstructed.notFinite().isEmpty()) {
            throw new IOException("the reconstruction of "
                    + names.get(reconstructed.notFinite().get(0))
                    + " is not finite: it has NaN or infinite numbers, because the weights are too large");
        }
        OutputFile.createFolderOf(out);
        ReconstructionGrid.write(out, reconstructed);
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
                switch (reconstructed.statistics()) {
                    case ORIGINAL -> "Mean and variance of each reconstructed patch come from the original.";
                    case VISIBLE ->
                        "Mean and deviation of each reconstructed patch are interpolated from the visible patches.";
                });
        return 0;
    }

    /** Checked before the model is loaded; an image that is reconstructed is never replaced. */
    private void requireWritable() throws IOException {
        for (Path image : images.paths()) {
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
     * The first readable images, {@code [B, C, H, W]}.
     *
     * @param names receives their names
     */
    private Tensor pixels(DrawnImageOptions.Sources sources, PatchGrid grid, ImageInput input, List<String> names)
            throws IOException {
        Augmentation crop = Augmentation.centreCrop(grid.height(), grid.width(), input);
        ScalarType dtype = input.isRgb8() ? ScalarType.Byte : ScalarType.Float;
        List<Tensor> read = new ArrayList<>();
        sources.read(
                (source, index) -> {
                    Tensor pixels = Tensors.empty(dtype, grid.channels(), grid.height(), grid.width());
                    ViewReader.of(source, crop, JpegScaling.OFF)
                            .read(index, () -> RandomStream.of(0, "not random"), pixels);
                    read.add(pixels);
                    names.add(source.name(index));
                },
                DrawnImageOptions.Sources.reportedTo(spec.commandLine().getErr()));
        return read.isEmpty()
                ? Tensors.empty(dtype, 0, grid.channels(), grid.height(), grid.width())
                : torch.stack(new TensorVector(read.toArray(new Tensor[0])));
    }
}
