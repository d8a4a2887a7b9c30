package dev.pixio.embed.view;

import dev.pixio.augment.Augmentation;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The size to which an image is resized before it is encoded.
 *
 * @param exact height and width of all images, multiples of the patch size; empty to keep the aspect ratio of each
 * @param shorter length of the shorter side in pixels, if the aspect ratio is kept
 */
public record ViewSize(Optional<ImageSize> exact, int shorter) {

    /** Trained sizes give few patches; so many times their size is shown without blurring the features. */
    public static final int ENLARGED = 2;

    /** The longer side is at most so many times the shorter one; more is cropped. */
    private static final int MAX_ASPECT = 4;

    public ViewSize {
        if (shorter < 1) {
            throw new IllegalArgumentException("an image has at least one pixel, not " + shorter);
        }
    }

    /** The aspect ratio is kept, up to 4; the longer side is rounded to a multiple of the patch size. */
    public static ViewSize shorterSide(int pixels) {
        return new ViewSize(Optional.empty(), pixels);
    }

    /** The centre crop of an aspect ratio. */
    public static ViewSize exactly(ImageSize size) {
        return new ViewSize(Optional.of(size), Math.min(size.height(), size.width()));
    }

    /**
     * How an image is resized.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     * @param patchSize of the encoder in pixels
     * @throws IllegalArgumentException if the patch size does not divide the size
     */
    public Framing framing(int width, int height, int patchSize) {
        if (exact.isPresent()) {
            ImageSize size = exact.get();
            PatchGrid grid = new PatchGrid(size.height(), size.width(), 3, patchSize); // checks the size
            return Framing.crop(grid.height(), grid.width());
        }
        if (shorter % patchSize != 0) {
            throw new IllegalArgumentException(
                    "the patch size " + patchSize + " does not divide the shorter side of " + shorter + " pixels");
        }
        double aspect = Math.min(MAX_ASPECT, (double) Math.max(width, height) / Math.min(width, height));
        int longer = (int) Math.round(shorter * aspect / patchSize) * patchSize;
        return width >= height ? Framing.crop(shorter, longer) : Framing.crop(longer, shorter);
    }

    /**
     * Resizes an image.
     *
     * @param image stays open
     * @param patchSize of the encoder in pixels
     * @return {@code uint8 [3, H, W]} on the CPU
     * @throws IllegalArgumentException if the patch size does not divide the size
     */
    public Tensor pixels(RgbImage image, int patchSize) {
        Framing framing = framing(image.width(), image.height(), patchSize);
        Tensor pixels = Tensors.empty(ScalarType.Byte, 3, framing.height(), framing.width());
        Augmentation.framed(framing).apply(image, RandomStream.of(0, "not random"), pixels);
        return pixels;
    }

    /**
     * Resizes an image that is no 8-bit RGB.
     *
     * @param image with the channels and the scale of the input
     * @param patchSize of the encoder in pixels
     * @return {@code float [C, H, W]} on the CPU, shares of 1
     * @throws IllegalArgumentException if the patch size does not divide the size
     */
    public Tensor pixels(Raster image, int patchSize, ImageInput input) {
        Framing framing = framing(image.width(), image.height(), patchSize);
        Tensor pixels = Tensors.empty(ScalarType.Float, image.channels(), framing.height(), framing.width());
        Augmentation.framed(framing, input).apply(image, RandomStream.of(0, "not random"), pixels);
        return pixels;
    }
}
