package dev.pixio.downstream.predict;

/**
 * The class of each pixel of an image.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param labels row by row, indices of classes as unsigned bytes
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, not copied
public record ClassMask(int height, int width, byte[] labels) {

    /** The index of a pixel's class. */
    public int label(int row, int column) {
        return labels[row * width + column] & 0xFF;
    }
}
