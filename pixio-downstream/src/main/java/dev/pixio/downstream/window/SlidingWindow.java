package dev.pixio.downstream.window;

import dev.pixio.image.resize.ImageSize;
import dev.pixio.image.resize.WindowGrid;
import dev.pixio.image.resize.WindowGrid.Place;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Windows over an image of any size, from the upper left, as far apart as two thirds of their sides, until one begins beyond the
 * image. A window that reaches over the border is filled with zeros there.
 *
 * @param size of a window
 * @param stride from one window to the next, downwards and to the right
 */
public record SlidingWindow(ImageSize size, ImageSize stride) {

    /** @throws IllegalArgumentException if pixels between windows would be in none of them */
    public SlidingWindow {
        grid(size, stride);
    }

    /** Windows two thirds of their sides apart, as published. */
    public static SlidingWindow of(ImageSize size) {
        return new SlidingWindow(size, new ImageSize(twoThirds(size.height()), twoThirds(size.width())));
    }

    /** Windows side by side. */
    public static SlidingWindow adjoining(ImageSize size) {
        return new SlidingWindow(size, size);
    }

    private static int twoThirds(int side) {
        return Math.max(1, 2 * side / 3);
    }

    private static WindowGrid grid(ImageSize size, ImageSize stride) {
        return new WindowGrid(size, stride);
    }

    /** The windows of an image, row by row. */
    public List<Place> places(int height, int width) {
        return grid(size, stride).places(height, width);
    }

    /**
     * Cuts windows out of an image.
     *
     * @param image normalised, float {@code [C, H, W]}
     * @return float {@code [windows, C, h, w]} of the size of a window, in the caller's scope
     */
    public Tensor cut(Tensor image, List<Place> places) {
        Tensor[] windows = places.stream().map(place -> cut(image, place)).toArray(Tensor[]::new);
        return torch.stack(new TensorVector(windows), 0);
    }

    private Tensor cut(Tensor image, Place place) {
        long height = Math.min(size.height(), image.size(1) - place.top());
        long width = Math.min(size.width(), image.size(2) - place.left());
        Tensor inside = image.narrow(1, place.top(), height).narrow(2, place.left(), width);
        return torch.constant_pad_nd(inside, 0, size.width() - width, 0, size.height() - height);
    }

    /**
     * The number of windows that each pixel is in.
     *
     * @return row by row
     */
    public float[] counts(int height, int width) {
        return grid(size, stride).counts(height, width);
    }
}
