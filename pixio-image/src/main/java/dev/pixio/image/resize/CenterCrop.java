package dev.pixio.image.resize;

/**
 * A centre crop.
 *
 * @param height of the crop in pixels, at least 1
 * @param width of the crop in pixels, at least 1
 */
public record CenterCrop(int height, int width) {

    public CenterCrop {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a crop of " + width + " x " + height + " pixels is not possible");
        }
    }

    /**
     * The crop of an image. A side that is shorter than the crop is taken whole.
     *
     * @param imageWidth in pixels
     * @param imageHeight in pixels
     */
    public CropBox choose(int imageWidth, int imageHeight) {
        int cropHeight = Math.min(height, imageHeight);
        int cropWidth = Math.min(width, imageWidth);
        // Halves are rounded to even, as in torchvision.
        int top = (int) Math.rint((imageHeight - cropHeight) / 2.0);
        int left = (int) Math.rint((imageWidth - cropWidth) / 2.0);
        return new CropBox(top, left, cropHeight, cropWidth);
    }
}
