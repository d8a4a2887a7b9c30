package dev.pixio.eval;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.view.ShownChannels;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.model.GridMask;
import dev.pixio.model.Patches;
import dev.pixio.model.Pixio;
import dev.pixio.model.Reconstruction;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.NonFinite;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Masks patches of images and reconstructs them with a model.
 *
 * @param model on the CPU or a GPU
 * @param statistics where mean and deviation of the reconstructed patches come from
 * @param input which channels and which scale images have
 */
public record Reconstructor(Pixio model, PatchStatistics statistics, ImageInput input) {

    /** Value of patches that are not shown: mid grey. */
    private static final int GREY = 128;

    /** Of photographs. */
    public Reconstructor(Pixio model, PatchStatistics statistics) {
        this(model, statistics, ImageInput.RGB);
    }

    /**
     * Reconstructs images, each with its own mask.
     *
     * @param images uint8 {@code [B, 3, H, W]} of the model's size, or float {@code [B, C, H, W]} if the input is not 8-bit RGB, on the CPU
     * @param seed of the masks: the same seed and index in the batch give the same mask
     */
    public ReconstructedImages reconstruct(Tensor images, long seed) {
        List<RandomStream> samples = LongStream.range(0, images.size(0))
                .mapToObj(i -> RandomStream.of(seed, "reconstruction mask", i))
                .toList();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PatchGrid grid = model.config().grid();
            Tensor onDevice = Tensors.to(images, model.encoder().device());
            GridMask mask = GridMask.draw(samples, grid, model.config().mask(), onDevice.device());
            Tensor originals = Patches.of(normalize().apply(onDevice), grid.patchSize()); // [B, N, P*P*C]
            Tensor predicted = predict(onDevice, mask); // [B, masked, P*P*C]
            Tensor reconstructed = Patches.denormalize(
                    predicted,
                    statistics.ofMasked(Patches.mean(originals), mask, grid),
                    statistics.ofMasked(Patches.deviation(originals), mask, grid));
            if (!input.isRgb8()) {
                return shown(images, originals, reconstructed, mask, notFinite(predicted));
            }
            Tensor grey = grey(originals, grid);
            Tensor visible = Tokens.getAtIndex(originals, mask.kept());
            return new ReconstructedImages(
                    keep(new Tensor(images)),
                    keep(pixelsOf(Tokens.setAtIndex(grey, mask.kept(), visible), grid)),
                    keep(pixelsOf(Tokens.setAtIndex(grey, mask.masked(), reconstructed), grid)),
                    keep(pixelsOf(Tokens.setAtIndex(originals, mask.masked(), reconstructed), grid)),
                    notFinite(predicted),
                    statistics);
        }
    }

    private Normalize normalize() {
        return Normalize.of(input);
    }

    /** Pictures of three of the channels. */
    private ReconstructedImages shown(
            Tensor images, Tensor originals, Tensor reconstructed, GridMask mask, List<Integer> notFinite) {
        PatchGrid grid = model.config().grid();
        PatchGrid rgb = new PatchGrid(grid.height(), grid.width(), 3, grid.patchSize());
        ShownChannels shown = new ShownChannels(images, input.view());
        Tensor all = Patches.toImages(Tokens.setAtIndex(originals, mask.masked(), reconstructed), grid);
        Tensor original = shown.of(images); // [B, 3, H, W]
        Tensor pasted = shown.of(normalize().shares(all));
        Tensor before = Patches.of(original.to(ScalarType.Float), grid.patchSize());
        Tensor after = Patches.of(pasted.to(ScalarType.Float), grid.patchSize());
        Tensor grey = torch.full_like(before, new Scalar(GREY));
        Tensor kept = mask.kept().cpu();
        Tensor masked = mask.masked().cpu();
        return new ReconstructedImages(
                keep(original),
                keep(picture(Tokens.setAtIndex(grey, kept, Tokens.getAtIndex(before, kept)), rgb)),
                keep(picture(Tokens.setAtIndex(grey, masked, Tokens.getAtIndex(after, masked)), rgb)),
                keep(pasted),
                notFinite,
                statistics);
    }

    private static Tensor picture(Tensor patches, PatchGrid grid) {
        return Patches.toImages(patches, grid).to(ScalarType.Byte);
    }

    private static List<Integer> notFinite(Tensor predicted) {
        return IntStream.range(0, Math.toIntExact(predicted.size(0)))
                .filter(i -> !NonFinite.of(predicted.select(0, i)).isNone())
                .boxed()
                .toList();
    }

    private Tensor predict(Tensor images, GridMask mask) {
        Reconstruction reconstruction = model.forward(normalize().apply(images), mask);
        return reconstruction.predicted().to(ScalarType.Float);
    }

    private Tensor grey(Tensor patches, PatchGrid grid) {
        Tensor pixels = torch.full(
                new long[] {patches.size(0), grid.channels(), grid.height(), grid.width()},
                new Scalar(GREY),
                patches.options());
        return Patches.of(normalize().apply(pixels.to(ScalarType.Byte)), grid.patchSize());
    }

    private Tensor pixelsOf(Tensor patches, PatchGrid grid) {
        return normalize().inverse(Patches.toImages(patches, grid)).cpu();
    }

    private static Tensor keep(Tensor tensor) {
        return tensor.retainReference();
    }
}
