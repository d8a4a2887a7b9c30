package dev.pixio.image.resize;

import java.util.ArrayList;
import java.util.List;

/**
 * Places of square windows over an image of any size, from the upper left, until one begins beyond the image.
 *
 * @param size height and width of a window in pixels
 * @param stride from one window to the next, in pixels
 */
public record WindowGrid(int size, int stride) {

    /** Place of a window: its upper left corner. */
    public record Place(int top, int left) {}

    /** @throws IllegalArgumentException if pixels between windows would be in none of them */
    public WindowGrid {
        if (size < 1 || stride < 1 || stride > size) {
            throw new IllegalArgumentException("windows of " + size + " pixels cannot be " + stride + " pixels apart");
        }
    }

    /** The windows of an image, row by row. */
    public List<Place> places(int height, int width) {
        List<Place> places = new ArrayList<>();
        for (int top = 0; top < height; top += stride) {
            for (int left = 0; left < width; left += stride) {
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
            for (int row = place.top(); row < Math.min(height, place.top() + size); row++) {
                for (int column = place.left(); column < Math.min(width, place.left() + size); column++) {
                    counts[row * width + column]++;
                }
            }
        }
        return counts;
    }
}
