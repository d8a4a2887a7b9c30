package dev.pixio.eval;

import dev.pixio.augment.Normalize;
import dev.pixio.model.GridMask;
import dev.pixio.model.Patches;
import dev.pixio.model.Pixio;
import dev.pixio.model.Reconstruction;
import dev.pixio.model.Tokens;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Hides patches of images and lets a model paint them. The model predicts normalised patches, so their mean and variance
 * are taken from the original: what is judged is shape, not brightness.
 *
 * @param model on the CPU or a GPU
 */
public record Reconstructor(Pixio model) {

    /** What stands where nothing is shown, mid grey. */
    private static final int GREY = 128;

    /**
     * Reconstructs images, each under a mask of its own.
     *
     * @param pixels uint8 {@code [B, 3, H, W]} of the model's size, on the CPU
     * @param seed names the masks: the same seed and place in the batch hides the same patches
     */
    public ReconstructedImages reconstruct(Tensor pixels, long seed) {
        List<RandomStream> samples = LongStream.range(0, pixels.size(0))
                .mapToObj(i -> RandomStream.of(seed, "reconstruction mask", i))
                .toList();
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PatchGrid grid = model.config().grid();
            Tensor there = Tensors.to(pixels, model.encoder().device());
            GridMask mask = GridMask.draw(samples, grid, model.config().mask(), there.device());
            Tensor originals = Patches.of(Normalize.IMAGENET.apply(there), grid.patchSize()); // [B, N, P*P*C]
            Tensor hidden = Tokens.getAtIndex(originals, mask.masked()); // [B, masked, P*P*C]
            Tensor painted = Patches.denormalize(predict(there, mask), hidden);
            Tensor grey = grey(originals, grid);
            Tensor visible = Tokens.getAtIndex(originals, mask.kept());
            return new ReconstructedImages(
                    pixels,
                    keep(pixelsOf(Tokens.setAtIndex(grey, mask.kept(), visible), grid)),
                    keep(pixelsOf(Tokens.setAtIndex(grey, mask.masked(), painted), grid)),
                    keep(pixelsOf(Tokens.setAtIndex(originals, mask.masked(), painted), grid)));
        }
    }

    private Tensor predict(Tensor pixels, GridMask mask) {
        Reconstruction reconstruction = model.forward(Normalize.IMAGENET.apply(pixels), mask);
        return reconstruction.predicted().to(ScalarType.Float);
    }

    private static Tensor grey(Tensor patches, PatchGrid grid) {
        Tensor pixels = torch.full(
                new long[] {patches.size(0), grid.channels(), grid.height(), grid.width()},
                new Scalar(GREY),
                patches.options());
        return Patches.of(Normalize.IMAGENET.apply(pixels.to(ScalarType.Byte)), grid.patchSize());
    }

    private static Tensor pixelsOf(Tensor patches, PatchGrid grid) {
        return Normalize.IMAGENET.inverse(Patches.toImages(patches, grid)).cpu();
    }

    private static Tensor keep(Tensor tensor) {
        return tensor.retainReference();
    }
}
