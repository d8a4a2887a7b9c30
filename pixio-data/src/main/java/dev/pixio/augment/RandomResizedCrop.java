package dev.pixio.augment;

import dev.pixio.image.resize.CropBox;
import dev.pixio.torch.RandomStream;

/**
 * The random crop of "Going deeper with convolutions" (arXiv 1409.4842, section 6) as torchvision's
 * {@code RandomResizedCrop} draws it: an area uniform in a share of the image's, an aspect ratio log-uniform in a
 * range, a place uniform among those that fit. {@link Resize} does the resizing.
 *
 * @param minScale smallest share of the image's area, over 0
 * @param maxScale largest share of the image's area
 * @param minRatio smallest width divided by height, over 0
 * @param maxRatio largest width divided by height
 */
public record RandomResizedCrop(double minScale, double maxScale, double minRatio, double maxRatio) {

    private static final int TRIES = 10;

    public RandomResizedCrop {
        requireRange("area of the crop", minScale, maxScale);
        requireRange("aspect ratio of the crop", minRatio, maxRatio);
    }

    /**
     * A crop of an image.
     *
     * @param width the image's, in pixels
     * @param height the image's, in pixels
     * @param random drawn from four times a try, and at most ten tries
     */
    public CropBox choose(int width, int height, RandomStream random) {
        for (int i = 0; i < TRIES; i++) {
            double area = (double) width * height * random.nextDouble(minScale, maxScale);
            double ratio = Math.exp(random.nextDouble(Math.log(minRatio), Math.log(maxRatio)));
            long cropWidth = (long) Math.rint(Math.sqrt(area * ratio));
            long cropHeight = (long) Math.rint(Math.sqrt(area / ratio));
            if (cropWidth > 0 && cropWidth <= width && cropHeight > 0 && cropHeight <= height) {
                int top = random.nextInt(height - (int) cropHeight + 1);
                int left = random.nextInt(width - (int) cropWidth + 1);
                return new CropBox(top, left, (int) cropHeight, (int) cropWidth);
            }
        }
        return centre(width, height);
    }

    /** A long, thin image has no crop of such an area and ratio: the largest of a ratio in range, from its middle. */
    private CropBox centre(int width, int height) {
        double ratio = Math.min(Math.max((double) width / height, minRatio), maxRatio);
        int cropWidth = (int) Math.max(1, Math.min(width, Math.rint(height * ratio)));
        int cropHeight = (int) Math.max(1, Math.min(height, Math.rint(width / ratio)));
        return new CropBox((height - cropHeight) / 2, (width - cropWidth) / 2, cropHeight, cropWidth);
    }

    private static void requireRange(String what, double min, double max) {
        if (!(min > 0 && min <= max && max < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the " + what + " must be a range of positive numbers, not from " + min + " to " + max);
        }
    }
}
