package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import org.bytedeco.pytorch.Tensor;

/** What is done to one image on its way into a batch. Implementations keep no state: many threads share one. */
public interface Augmentation {

    /** Rows of the result. */
    int height();

    /** Columns of the result. */
    int width();

    /**
     * Makes a view of an image.
     *
     * @param image the decoded image, which is only read
     * @param random the stream of this sample in this epoch; all choices come from it
     * @param out the image's place in the batch, {@code uint8 [3, height, width]}, contiguous, on the CPU
     */
    void apply(RgbImage image, RandomStream random, Tensor out);

    /**
     * Whether a view of an image that was decoded smaller is as good as one of the whole image. Where it is, such an
     * image may be given to {@link #apply}.
     *
     * @param reduction what could be decoded
     * @param random as it would be given to {@link #apply}
     */
    default boolean accepts(Reduction reduction, RandomStream random) {
        return false;
    }

    /**
     * For pre-training: a random resized crop with aspect ratios of 3/4 to 4/3, then perhaps a flip (arXiv 2512.15715).
     *
     * @param height of the result in pixels
     * @param width of the result in pixels
     * @param minScale smallest share of the image's area, 0.2 in the paper
     * @param maxScale largest share of the image's area, 1 in the paper
     * @param flipProbability 0 in the paper
     */
    static Augmentation pretraining(int height, int width, double minScale, double maxScale, double flipProbability) {
        return new RandomView(
                new RandomResizedCrop(minScale, maxScale, 3.0 / 4, 4.0 / 3),
                new Resize(height, width),
                new HorizontalFlip(flipProbability));
    }

    /**
     * For evaluation, and without chance: the shorter side resized, then the middle.
     *
     * @param resize length of the shorter side in pixels, such as 256
     * @param crop side of the square that is cut out, such as 224, and not more than {@code resize}
     */
    static Augmentation evaluation(int resize, int crop) {
        return framed(Framing.resizeAndCrop(resize, crop));
    }

    /**
     * For features, and without chance: the image put into a frame; bars get the mean colour of ImageNet.
     *
     * @param framing where its pixels go
     */
    static Augmentation framed(Framing framing) {
        return new FramedView(framing);
    }

    /**
     * For looking at, and without chance: as much from the middle as has the right shape, resized.
     *
     * @param height of the result in pixels
     * @param width of the result in pixels
     */
    static Augmentation whole(int height, int width) {
        return new WholeView(new Resize(height, width));
    }
}
