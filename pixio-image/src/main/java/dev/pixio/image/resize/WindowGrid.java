package dev.pixio.image.resize;

import java.util.ArrayList;
import java.util.List;

/**
 * Places of windows over an image of any size, from the upper left, until one begins beyond the image.
 *
 * @param size of a window
 * @param stride from one window to the next, downwards and to the right
 */
public record WindowGrid(ImageSize size, ImageSize stride) {

    /** Place of a window: its upper left corner. */
    public record Place(int top, int left) {}

    /** @throws IllegalArgumentException if pixels between windows would be in none of them */
    public WindowGrid {
        if (stride.height() > size.height() || stride.width() > size.width()) {
            throw new IllegalArgumentException(
                    "windows of " + size.brief() + " pixels cannot be " + stride.brief() + " pixels apart");
        }
    }

    /** The windows of an image, row by row. */
    public List<Place> places(int height, int width) {
        List<Place> places = new ArrayList<>();
        for (int top = 0; top < height; top += stride.height()) {
            for (int left = 0; left < width; left += stride.width()) {
                places.add(new Place(top, left));
            }
        }
        return places;
    }

    /**
     * The number of windows that each pixel is in.
     *
     * @return row by row
     */
    public float[] counts(int height, int width) {
        float[] counts = new float[height * width];
        for (Place place : places(height, width)) {
            for (int row = place.top(); row < Math.min(height, place.top() + size.height()); row++) {
                for (int column = place.left(); column < Math.min(width, place.left() + size.width()); column++) {
                    counts[row * width + column]++;
                }
            }
        }
        return counts;
    }
}
