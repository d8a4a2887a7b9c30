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
 * The sums over an image that was resized. Their means, probabilities or depths, are interpolated bilinearly at the pixels of the image in
 * its own size, some rows at a time, before the largest probability is taken.
 */
final class ResizedSums implements PixelSums {

    /** Numbers of interpolated rows in memory at a time. */
    private static final long NUMBERS = 8L << 20;

    private final DenseTask task;
    private final SlidingWindow window;
    private final Tensor sums; // [outputs, h, w]
    private final int height;
    private final int width;

    /**
     * Creates the sums of an image, in the caller's scope.
     *
     * @param resizedHeight of the image that windows are cut from
     * @param height of the image in its own size
     */
    ResizedSums(
            DenseTask task,
            SlidingWindow window,
            int resizedHeight,
            int resizedWidth,
            int height,
            int width,
            Device device) {
        this.task = task;
        this.window = window;
        this.sums = Tensors.to(Tensors.zeros(ScalarType.Float, task.outputs(), resizedHeight, resizedWidth), device);
        this.height = height;
        this.width = width;
    }

    @Override
    public void add(Tensor estimates, WindowGrid.Place place) {
        try (PointerScope scope = new PointerScope()) {
            long rows = Math.min(window.size().height(), sums.size(1) - place.top());
            long columns = Math.min(window.size().width(), sums.size(2) - place.left());
            sums.narrow(1, place.top(), rows)
                    .narrow(2, place.left(), columns)
                    .add_(estimates.select(0, 0).narrow(1, 0, rows).narrow(2, 0, columns));
        }
    }

    @Override
    public float[] values() {
        float[] values = new float[height * width];
        int atOnce = (int) Math.max(1, Math.min(height, NUMBERS / ((long) task.outputs() * width)));
        try (PointerScope scope = new PointerScope()) {
            int h = (int) sums.size(1);
            int w = (int) sums.size(2);
            Tensor counts = Tensors.to(Tensors.of(window.counts(h, w), h, w), sums.device());
            Tensor means = sums.div(counts); // [outputs, h, w]
            for (int top = 0; top < height; top += atOnce) {
                float[] rows = rows(means, top, Math.min(height, top + atOnce));
                System.arraycopy(rows, 0, values, top * width, rows.length);
            }
        }
        return values;
    }

    private float[] rows(Tensor means, int from, int end) {
        try (PointerScope scope = new PointerScope()) {
            Tensor rows = interpolated(means, 1, height, from, end); // [outputs, rows, w]
            Tensor whole = interpolated(rows, 2, width, 0, width); // [outputs, rows, W]
            return Tensors.toFloats(
                    task instanceof Segmentation ? torch.argmax(whole, new LongOptional(0), false) : whole);
        }
    }

    /** Linear interpolation along a dimension, at the centres of some of {@code length} pixels. */
    private static Tensor interpolated(Tensor values, int dimension, int length, int from, int end) {
        int size = (int) values.size(dimension);
        int count = end - from;
        long[] below = new long[count];
        long[] above = new long[count];
        float[] shares = new float[count];
        for (int i = 0; i < count; i++) {
            double at = Math.max(0, (from + i + 0.5) * size / length - 0.5);
            below[i] = Math.min(size - 1, (long) at);
            above[i] = Math.min(size - 1, below[i] + 1);
            shares[i] = (float) (at - below[i]);
        }
        Tensor share = Tensors.to(
                dimension == 1 ? Tensors.of(shares, 1, count, 1) : Tensors.of(shares, 1, 1, count), values.device());
        Tensor first = torch.index_select(values, dimension, Tensors.to(Tensors.of(below, count), values.device()));
        Tensor second = torch.index_select(values, dimension, Tensors.to(Tensors.of(above, count), values.device()));
        return first.add(second.sub(first).mul(share));
    }
}
