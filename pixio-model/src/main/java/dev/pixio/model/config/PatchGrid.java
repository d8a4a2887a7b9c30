package dev.pixio.model.config;

/**
 * How an image is divided into patches.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param channels of the image
 * @param patchSize P, the side of a patch in pixels
 */
public record PatchGrid(int height, int width, int channels, int patchSize) {

    public PatchGrid {
        Require.positive("image height", height);
        Require.positive("image width", width);
        Require.positive("channels", channels);
        Require.positive("patch size", patchSize);
        if (height % patchSize != 0 || width % patchSize != 0) {
            throw new IllegalArgumentException("an image of " + height + " x " + width
                    + " pixels cannot be cut into patches of " + patchSize + ": both sides must be multiples of it");
        }
    }

    /** Height of the grid in patches. */
    public int rows() {
        return height / patchSize;
    }

    /** Width of the grid in patches. */
    public int columns() {
        return width / patchSize;
    }

    /** N, the number of patches. */
    public int patches() {
        return rows() * columns();
    }

    /** P * P * C, the values in a flattened patch. */
    public int patchValues() {
        return patchSize * patchSize * channels;
    }
}
