package dev.pixio.downstream.window;

import dev.pixio.image.resize.WindowGrid;
import org.bytedeco.pytorch.Tensor;

/** The sums of the estimates of windows over one image. */
interface PixelSums {

    /**
     * Adds a window. Windows come in the order of {@link SlidingWindow#places}.
     *
     * @param estimates float {@code [1, outputs, h, w]} of the size of a window
     */
    void add(Tensor estimates, WindowGrid.Place place);

    /** Labels, or mean depths in metres, row by row; complete after the last window. */
    float[] values();
}
