package dev.pixio.weights.layout;

/**
 * The size of images that is stated for weights. Tensors have only the number of patches, which does not say how many rows they are in,
 * nor whether a table of positions has rows for other tokens.
 *
 * @param height in pixels
 * @param width in pixels
 */
public record StatedSize(int height, int width) {

    /** The number of patches of an image; 0 if they do not divide it. */
    public long patches(long patchSize) {
        return height % patchSize == 0 && width % patchSize == 0 ? height / patchSize * (width / patchSize) : 0;
    }
}
