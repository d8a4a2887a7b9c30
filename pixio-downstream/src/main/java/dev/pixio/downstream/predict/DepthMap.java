package dev.pixio.downstream.predict;

/**
 * The depth of each pixel of an image.
 *
 * @param height of the image in pixels
 * @param width of the image in pixels
 * @param metres row by row
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers, not copied
public record DepthMap(int height, int width, float[] metres) {

    /** The depth of a pixel in metres. */
    public float metres(int row, int column) {
        return metres[row * width + column];
    }
}
