package dev.pixio.augment;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.resize.CropBox;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.pytorch.DoubleVector;
import org.bytedeco.pytorch.InterpolateFuncOptions;

/**
 * A crop that was chosen in a whole image, found again in one that was decoded smaller, where it begins and ends between
 * pixels.
 *
 * @param box the crop in the smaller image: all pixels that it has a part of
 * @param rows how the resize is made to begin at the crop's upper edge
 * @param columns how it is made to begin at the left edge
 * @param target the size of the view
 */
record ReducedCrop(CropBox box, ResizeAlignment rows, ResizeAlignment columns, Resize target) {

    /**
     * How many pixels of the smaller image a pixel of the view must have, at least. Fewer are less work and less exact;
     * docs/performance.md has the figures.
     */
    static final double MIN_STEP = 1.25;

    /** Rounded down, the number of steps must not be one less than asked for. */
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

    /** Whether the view will be as good as one of the whole image. */
    boolean isGoodEnough() {
        return rows.step() >= MIN_STEP && columns.step() >= MIN_STEP && rows.isClose() && columns.isClose();
    }

    /** The view as {@code CV_8UC3}, in the caller's scope; rows do not follow each other without a gap. */
    Mat resized(RgbImage smaller) {
        int below = missing(rows, box.height(), target.height());
        int after = missing(columns, box.width(), target.width());
        InterpolateFuncOptions options = Resize.bicubic();
        options.scale_factor().put(new DoubleVector((1 + ROUNDING) / rows.step(), (1 + ROUNDING) / columns.step()));
        options.recompute_scale_factor().put(false);
        Mat framed = PixelTransfer.cut(smaller, box, rows.border(), below, columns.border(), after);
        Mat resized = Resize.interpolate(framed, options);
        return new Mat(resized, new Rect(columns.spare(), rows.spare(), target.width(), target.height()));
    }

    /** Pixels behind the crop that the last step would reach for. */
    private static int missing(ResizeAlignment axis, int length, int steps) {
        return Math.max(0, axis.pixels(steps) - axis.border() - length);
    }
}
