package dev.pixio.eval.score;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The reconstruction loss of single images: the loss of pre-training (mean squared error of normalised masked patches), as the mean over
 * several masks. The view is the largest centre crop, resized to the model's size. All images have the same masks, and each is computed
 * alone, so that a loss does not depend on the other images. Thread-safe on a CPU.
 */
public final class LossScorer implements AutoCloseable {

    private final Pixio model;
    private final Augmentation view;
    private final Normalize normalize;
    private final GridMask masks;

    /** A scorer of 8-bit RGB images with a model in fp32; see {@link #LossScorer(Pixio, ImageInput, int, long)}. */
    public LossScorer(Pixio model, int masks, long seed) {
        this(model, ImageInput.RGB, masks, seed);
    }

    /**
     * A scorer with a model in fp32.
     *
     * @param input the images of the model
     * @param masks number of masks, at least 1
     * @param seed of the masks
     */
    public LossScorer(Pixio model, ImageInput input, int masks, long seed) {
        if (masks < 1) {
            throw new IllegalArgumentException("the number of masks must be at least 1, not " + masks);
        }
        PatchGrid grid = model.config().grid();
        this.model = model;
        this.view = Augmentation.centreCrop(grid.height(), grid.width(), input);
        this.normalize = Normalize.of(input);
        List<RandomStream> streams = LongStream.range(0, masks)
                .mapToObj(mask -> RandomStream.of(seed, "score mask", mask))
                .toList();
        try (PointerScope scope = new PointerScope()) {
            GridMask drawn = GridMask.draw(streams, grid, model.config().mask(), device());
            this.masks = new GridMask(Tensors.keep(drawn.kept()), Tensors.keep(drawn.masked()));
        }
    }

    private Device device() {
        return model.encoder().device();
    }

    /** The mean loss of an image over the masks. */
    public double loss(RgbImage image) {
        return loss(ScalarType.Byte, out -> view.apply(image, RandomStream.of(0, "not random"), out));
    }

    /** The mean loss of an image that is no 8-bit RGB over the masks. */
    public double loss(Raster image) {
        return loss(ScalarType.Float, out -> view.apply(image, RandomStream.of(0, "not random"), out));
    }

    private double loss(ScalarType type, Consumer<Tensor> drawing) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            PatchGrid grid = model.config().grid();
            Tensor pixels = Tensors.empty(type, grid.channels(), grid.height(), grid.width());
            drawing.accept(pixels);
            Tensor normalized = normalize.apply(Tensors.to(pixels.unsqueeze(0), device())); // [1, C, H, W]
            Tensor copies = normalized.expand(masks.kept().size(0), -1, -1, -1).contiguous(); // [masks, C, H, W]
            return Tensors.toFloats(model.forward(copies, masks).loss())[0];
        }
    }

    /** The patches that the masks keep: int64 {@code [masks, kept]}. */
    GridMask masks() {
        return masks;
    }

    @Override
    public void close() {
        masks.close();
    }
}
