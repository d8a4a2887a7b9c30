package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.pytorch.DoubleVector;
import org.bytedeco.pytorch.InterpolateFuncOptions;

/**
 * A crop of a full-size image, mapped to an image that was decoded at reduced size, where its edges lie between pixels.
 *
 * @param box the crop in the reduced image: all pixels that it overlaps
 * @param rows alignment of the resize with the upper edge of the crop
 * @param columns alignment of the resize with the left edge of the crop
 * @param target the size of the view
 */
record ReducedCrop(CropBox box, ResizeAlignment rows, ResizeAlignment columns, Resize target) {

    /**
     * Minimum number of pixels of the reduced image per pixel of the view, along each axis. A smaller number is faster and
     * less exact; docs/performance.md has the figures.
     */
    static final double MIN_STEP = 1.25;

    /** Ensures that libtorch, which rounds down, does not make one pixel too few. */
    private static final double ROUNDING = 1e-9;

    static ReducedCrop of(Reduction reduction, CropBox whole, Resize target) {
        double top = reduction.row(whole.top());
        double left = reduction.column(whole.left());
        double bottom = reduction.row(whole.top() + whole.height());
        double right = reduction.column(whole.left() + whole.width());
        ResizeAlignment rows = ResizeAlignment.of(top, (bottom - top) / target.height());
        ResizeAlignment columns = ResizeAlignment.of(left, (right - left) / target.width());
        CropBox box = new CropBox(
                rows.first(),
                columns.first(),
                (int) Math.ceil(bottom) - rows.first(),
                (int) Math.ceil(right) - columns.first());
        return new ReducedCrop(box, rows, columns, target);
    }

    /** Whether the view is close enough to that of the full-size image. */
    boolean isCloseEnough() {
        return rows.step() >= MIN_STEP && columns.step() >= MIN_STEP && rows.isClose() && columns.isClose();
    }

    /** The view as {@code CV_8UC3}, in the caller's scope; its rows are not contiguous. */
    Mat resized(RgbImage reduced) {
        int below = padding(rows, box.height(), target.height());
        int after = padding(columns, box.width(), target.width());
        InterpolateFuncOptions options = Resize.bicubic();
        options.scale_factor().put(new DoubleVector((1 + ROUNDING) / rows.step(), (1 + ROUNDING) / columns.step()));
        options.recompute_scale_factor().put(false);
        Mat padded = PixelTransfer.cut(reduced, box, rows.border(), below, columns.border(), after);
        Mat resized = Resize.interpolate(padded, options);
        return new Mat(resized, new Rect(columns.spare(), rows.spare(), target.width(), target.height()));
    }

    /** Number of pixels of padding after the crop that the last steps need. */
    private static int padding(ResizeAlignment axis, int length, int steps) {
        return Math.max(0, axis.pixels(steps) - axis.border() - length);
    }
}
