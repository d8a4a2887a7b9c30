package dev.pixio.downstream.data;

import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.RandomStream;

/**
 * How training samples are changed at random: resized, cropped, mirrored.
 *
 * @param smallest the least factor of the longer side
 * @param largest the greatest factor of the longer side
 * @param flip probability of mirroring
 */
public record DenseAugmentation(double smallest, double largest, double flip) {

    /** Of the published protocol of segmentation. */
    public static final DenseAugmentation SEGMENTATION = new DenseAugmentation(0.5, 2, 0.5);

    /** Of the published protocol of depth. Images are not resized: their true depths would be wrong. */
    public static final DenseAugmentation DEPTH = new DenseAugmentation(1, 1, 0.5);

    /** @throws IllegalArgumentException if a factor is not positive, or a probability is none */
    public DenseAugmentation {
        if (!(smallest > 0 && largest >= smallest && largest <= 16)) {
            throw new IllegalArgumentException("images are resized by factors from more than 0 to at most 16, not from "
                    + smallest + " to " + largest);
        }
        if (!(flip >= 0 && flip <= 1)) {
            throw new IllegalArgumentException("the probability of mirroring is 0 to 1, not " + flip);
        }
    }

    /**
     * A random crop of a sample.
     *
     * @param size of the crop
     * @param fill true value of pixels that are beyond a smaller image, which are black
     * @param random keyed by the sample and the epoch
     */
    public DensePixels apply(DenseSample sample, ImageSize size, float fill, RandomStream random) {
        DensePixels pixels = resized(sample, random.nextDouble());
        int top = random.nextInt(Math.max(0, pixels.height() - size.height()) + 1);
        int left = random.nextInt(Math.max(0, pixels.width() - size.width()) + 1);
        DensePixels crop = pixels.crop(top, left, size.height(), size.width(), fill);
        return random.nextDouble() < flip ? crop.flipped() : crop;
    }

    private DensePixels resized(DenseSample sample, double share) {
        int height = sample.image().height();
        int width = sample.image().width();
        int side = Math.max(height, width);
        int least = (int) (side * smallest);
        int most = (int) (side * largest);
        int wanted = Math.max(1, least + (int) (share * (most - least + 1)));
        if (wanted == side) {
            return sample.pixels();
        }
        return sample.resized(
                CropBox.whole(width, height),
                Math.max(1, (int) Math.round((double) height * wanted / side)),
                Math.max(1, (int) Math.round((double) width * wanted / side)));
    }

    /** The crop of a sample without augmentation: it is resized to cover the crop, and the centre is taken. */
    public static DensePixels centred(DenseSample sample, ImageSize size) {
        if (sample.image().height() == size.height() && sample.image().width() == size.width()) {
            return sample.pixels();
        }
        Framing.Placement place = Framing.crop(size.height(), size.width())
                .place(sample.image().width(), sample.image().height());
        DensePixels whole = sample.resized(place.source(), place.height(), place.width());
        CropBox kept = place.kept();
        return whole.crop(kept.top(), kept.left(), kept.height(), kept.width(), 0);
    }
}
