package dev.pixio.augment;

import dev.pixio.image.resize.CropBox;
import dev.pixio.torch.RandomStream;

/**
 * The random crop of "Going deeper with convolutions" (arXiv 1409.4842, section 6) as torchvision's
 * {@code RandomResizedCrop} draws it: the area is uniform in a range of shares of the image, the aspect ratio log-uniform in
 * a range, and the position uniform among those that fit. {@link Resize} does the resizing.
 *
 * @param minScale smallest share of the image's area, greater than 0
 * @param maxScale largest share of the image's area
 * @param minRatio smallest width divided by height, greater than 0
 * @param maxRatio largest width divided by height
 */
public record RandomResizedCrop(double minScale, double maxScale, double minRatio, double maxRatio) {

    private static final int ATTEMPTS = 10;

    public RandomResizedCrop {
        requireRange("area of the crop", minScale, maxScale);
        requireRange("aspect ratio of the crop", minRatio, maxRatio);
    }

    /**
     * Draws a crop.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     * @param random the source of randomness: up to four numbers per attempt, and at most ten attempts
     */
    public CropBox choose(int width, int height, RandomStream random) {
        for (int i = 0; i < ATTEMPTS; i++) {
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

    /** For very long images, where no attempt fits: the largest centre crop with a ratio in the range. */
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
