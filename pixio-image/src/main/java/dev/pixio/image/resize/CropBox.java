package dev.pixio.image.resize;

/**
 * A rectangle of an image, in pixels.
 *
 * @param top the first row, from 0
 * @param left the first column, from 0
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record CropBox(int top, int left, int height, int width) {

    public CropBox {
        if (top < 0 || left < 0 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "a crop of " + width + " x " + height + " pixels at (" + left + ", " + top + ") is not possible");
        }
    }

    /** All of an image. */
    public static CropBox whole(int width, int height) {
        return new CropBox(0, 0, height, width);
    }

    /** Whether this rectangle is inside an image of this size. */
    public boolean fits(int imageWidth, int imageHeight) {
        return left <= imageWidth - width && top <= imageHeight - height;
    }
}
