package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** Converts a decoded image to a view of fixed size in a batch. Implementations are immutable and thread-safe. */
public interface Augmentation {

    /** Height of the view in pixels. */
    int height();

    /** Width of the view in pixels. */
    int width();

    /**
     * Writes a view of an image.
     *
     * @param image the decoded image, not modified
     * @param random the stream of this sample in this epoch, the only source of randomness
     * @param out memory of the view in the batch, {@code uint8 [3, height, width]}, contiguous, on the CPU
     */
    void apply(RgbImage image, RandomStream random, Tensor out);

    /** Which channels and which scale images have; by default 8-bit RGB, which {@link #apply(RgbImage, RandomStream, Tensor)} takes. */
    default ImageInput input() {
        return ImageInput.RGB;
    }

    /**
     * Writes a view of an image that is no 8-bit RGB.
     *
     * @param image with the channels and the scale of {@link #input}, not modified
     * @param random the stream of this sample in this epoch, the only source of randomness
     * @param out memory of the view in the batch, {@code float [channels, height, width]}, contiguous, on the CPU
     */
    void apply(Raster image, RandomStream random, Tensor out);

    /**
     * Whether an image may be decoded at reduced size before {@link #apply}, because the view would be nearly the same.
     *
     * @param reduction the possible reduction
     * @param random a stream with the same key as for {@link #apply}
     */
    default boolean accepts(Reduction reduction, RandomStream random) {
        return false;
    }

    /**
     * The part of an image that {@link #apply} would show; the whole image by default.
     *
     * @param imageWidth of the image at full size, in pixels
     * @param imageHeight of the image at full size, in pixels
     * @param random a stream with the same key as for {@link #apply}
     */
    default CropBox crop(int imageWidth, int imageHeight, RandomStream random) {
        return CropBox.whole(imageWidth, imageHeight);
    }

    /**
     * For pre-training: a random resized crop with aspect ratios of 3/4 to 4/3, then a random flip (arXiv 2512.15715).
     *
     * @param height of the view in pixels
     * @param width of the view in pixels
     * @param minScale smallest area of the crop as a share of the image, 0.2 in the paper
     * @param maxScale largest area of the crop as a share of the image, 1 in the paper
     * @param flipProbability of a horizontal flip, 0 in the paper
     */
    static Augmentation pretraining(int height, int width, double minScale, double maxScale, double flipProbability) {
        return pretraining(height, width, minScale, maxScale, flipProbability, ImageInput.RGB);
    }

    /** As {@link #pretraining(int, int, double, double, double)}, for images of an input. */
    static Augmentation pretraining(
            int height, int width, double minScale, double maxScale, double flipProbability, ImageInput input) {
        return new RandomView(
                new RandomResizedCrop(minScale, maxScale, 3.0 / 4, 4.0 / 3),
                new Resize(height, width),
                new HorizontalFlip(flipProbability),
                input);
    }

    /**
     * For evaluation, deterministic: resize of the shorter side, then a centre crop.
     *
     * @param resize length of the shorter side in pixels, such as 256
     * @param crop side of the square crop in pixels, such as 224, at most {@code resize}
     */
    static Augmentation evaluation(int resize, int crop) {
        return framed(Framing.resizeAndCrop(resize, crop));
    }

    /**
     * For features, deterministic: a centre crop or a letterbox, whose bars have the mean colour of ImageNet.
     *
     * @param framing crop or letterbox, and the size of the view
     */
    static Augmentation framed(Framing framing) {
        return framed(framing, ImageInput.RGB);
    }

    /** As {@link #framed(Framing)}, for images of an input; the bars of a letterbox have its mean. */
    static Augmentation framed(Framing framing, ImageInput input) {
        return new FramedView(framing, input);
    }

    /**
     * For display, deterministic: the largest centre crop of the aspect ratio of the view, resized.
     *
     * @param height of the view in pixels
     * @param width of the view in pixels
     */
    static Augmentation centreCrop(int height, int width) {
        return centreCrop(height, width, ImageInput.RGB);
    }

    /** As {@link #centreCrop(int, int)}, for images of an input. */
    static Augmentation centreCrop(int height, int width, ImageInput input) {
        return new CentreCropView(new Resize(height, width), input);
    }
}
