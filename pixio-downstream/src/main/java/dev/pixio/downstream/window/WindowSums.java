package dev.pixio.downstream.window;

import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.image.resize.WindowGrid;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The sums of the estimates of windows over one image. Only the rows of windows that are not complete are in memory, so that a
 * photograph with scores of many classes takes no more than a strip of it.
 */
final class WindowSums implements PixelSums {

    private final DenseTask task;
    private final SlidingWindow window;
    private final int height;
    private final int width;
    private final Tensor strip; // [outputs, h, W], as high as a window
    private final float[] values;

    /** Creates the sums of an image, in the caller's scope. */
    WindowSums(DenseTask task, SlidingWindow window, int height, int width, Device device) {
        this.task = task;
        this.window = window;
        this.height = height;
        this.width = width;
        this.strip = Tensors.to(
                Tensors.zeros(ScalarType.Float, task.outputs(), window.size().height(), width), device);
        this.values = new float[height * width];
    }

    @Override
    public void add(Tensor estimates, WindowGrid.Place place) {
        try (PointerScope scope = new PointerScope()) {
            int columns = Math.min(window.size().width(), width - place.left());
            strip.narrow(2, place.left(), columns).add_(estimates.select(0, 0).narrow(2, 0, columns));
            if (place.left() + window.stride().width() >= width) {
                finish(place.top());
            }
        }
    }

    /** Takes the rows that no later window covers, and moves the others up. */
    private void finish(int top) {
        int size = window.size().height();
        int stride = window.stride().height();
        boolean last = top + stride >= height;
        int rows = Math.min(last ? size : stride, height - top);
        Tensor complete = strip.narrow(1, 0, rows); // [outputs, rows, W]
        Tensor taken = task instanceof Segmentation ? torch.argmax(complete, new LongOptional(0), false) : complete;
        float[] numbers = Tensors.toFloats(taken);
        System.arraycopy(numbers, 0, values, top * width, numbers.length);
        if (!last) {
            int kept = size - stride;
            if (kept > 0) {
                Tensor rest = strip.narrow(1, stride, kept).clone();
                strip.narrow(1, 0, kept).copy_(rest);
            }
            strip.narrow(1, kept, stride).zero_();
        }
    }

    @Override
    public float[] values() {
        if (!(task instanceof Segmentation)) {
            float[] counts = window.counts(height, width);
            for (int pixel = 0; pixel < values.length; pixel++) {
                values[pixel] /= counts[pixel];
            }
        }
        return values;
    }
}
