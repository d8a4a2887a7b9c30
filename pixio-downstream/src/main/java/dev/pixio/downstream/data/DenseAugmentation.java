package dev.pixio.downstream.data;

import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
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
     * A random square of a sample.
     *
     * @param size of the square in pixels
     * @param fill true value of pixels that are beyond a smaller image, which are black
     * @param random keyed by the sample and the epoch
     */
    public DensePixels apply(DenseSample sample, int size, float fill, RandomStream random) {
        DensePixels pixels = resized(sample, random.nextDouble());
        int top = random.nextInt(Math.max(0, pixels.height() - size) + 1);
        int left = random.nextInt(Math.max(0, pixels.width() - size) + 1);
        DensePixels square = pixels.crop(top, left, size, size, fill);
        return random.nextDouble() < flip ? square.flipped() : square;
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

    /** The square of a sample without augmentation: its shorter side becomes the square's, and the centre is cropped. */
    public static DensePixels centred(DenseSample sample, int size) {
        if (sample.image().height() == size && sample.image().width() == size) {
            return sample.pixels();
        }
        Framing.Placement place = Framing.crop(size, size)
                .place(sample.image().width(), sample.image().height());
        DensePixels whole = sample.resized(place.source(), place.height(), place.width());
        CropBox kept = place.kept();
        return whole.crop(kept.top(), kept.left(), kept.height(), kept.width(), 0);
    }
}
