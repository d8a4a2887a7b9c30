package dev.pixio.downstream.window;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Windows over an image of any size, from the upper left, as far apart as two thirds of their side, until one begins beyond the
 * image. A window that reaches over the border is filled with zeros there.
 *
 * @param size height and width of a window in pixels
 * @param stride from one window to the next, in pixels
 */
public record SlidingWindow(int size, int stride) {

    /** Place of a window: its upper left corner. */
    public record Place(int top, int left) {}

    /** @throws IllegalArgumentException if pixels between windows would be in none of them */
    public SlidingWindow {
        if (size < 1 || stride < 1 || stride > size) {
            throw new IllegalArgumentException("windows of " + size + " pixels cannot be " + stride + " pixels apart");
        }
    }

    /** Windows two thirds of their side apart, as published. */
    public static SlidingWindow of(int size) {
        return new SlidingWindow(size, Math.max(1, 2 * size / 3));
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
     * Cuts windows out of an image.
     *
     * @param image normalised, float {@code [C, H, W]}
     * @return float {@code [windows, C, size, size]}, in the caller's scope
     */
    public Tensor cut(Tensor image, List<Place> places) {
        Tensor[] windows = places.stream().map(place -> cut(image, place)).toArray(Tensor[]::new);
        return torch.stack(new TensorVector(windows), 0);
    }

    private Tensor cut(Tensor image, Place place) {
        long height = Math.min(size, image.size(1) - place.top());
        long width = Math.min(size, image.size(2) - place.left());
        Tensor inside = image.narrow(1, place.top(), height).narrow(2, place.left(), width);
        return torch.constant_pad_nd(inside, 0, size - width, 0, size - height);
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
